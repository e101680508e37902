import { NotBegun } from '../hosted/errors';
import type { HostedWriteOutcome } from '../hosted/port';
import { setAssociations } from './set-associations';
import type { HubSpotConnection } from './connection';
import { ASSOCIATIONS } from './objects';
import { leftOpen, notBegun, type Turn } from './write-batches';

/** A record and what it is to be associated with, by object. */
export interface Associating {
  /** Its place among the writes. */
  index: number;
  id: string;
  wanted: readonly [to: string, ids: string[]][];
  /** Whether something of its write is in HubSpot already; the rest is then finished. */
  begun: boolean;
}

/**
 * Sets the associations of records of one object, those to one other object together.
 * @returns by place, what HubSpot does not accept, most often a record that is gone, and what was kept from being sent
 */
export async function associateAll(
  connection: HubSpotConnection,
  object: string,
  all: readonly Associating[],
  { priority, mayBegin }: Turn,
): Promise<Map<number, HostedWriteOutcome>> {
  const failed = new Map<number, HostedWriteOutcome>();
  const begun = new Set(all.filter((one) => one.begun).map(({ index }) => index));
  for (const to of new Set(all.flatMap(({ wanted }) => wanted.map(([one]) => one)))) {
    const asked = all.flatMap(({ index, id, wanted: every }) => {
      const wanted = every.find(([one]) => one === to)?.[1];
      return wanted && !failed.has(index) ? [{ index, id, wanted }] : [];
    });
    const [going, waiting] = [true, false].map((is) => asked.filter(({ index }) => begun.has(index) === is));
    for (const [some, gate] of [
      [going!, undefined],
      [waiting!, mayBegin],
    ] as const) {
      if (some.length === 0) continue;
      try {
        const refused = await setAssociations(connection, { from: object, to }, some, { priority, mayBegin: gate });
        for (const { index, id } of some) {
          const { code, message } = refused.get(id) ?? {};
          begun.add(index);
          if (code !== undefined)
            failed.set(index, { outcome: 'refused', code, message: message!, field: `${ASSOCIATIONS}${to}` });
        }
      } catch (thrown) {
        if (!(thrown instanceof NotBegun)) return leftOpenOf(all, begun, failed, thrown);
        for (const { index } of some) failed.set(index, notBegun(thrown));
      }
    }
  }
  return failed;
}

function leftOpenOf(
  all: readonly Associating[],
  begun: ReadonlySet<number>,
  failed: ReadonlyMap<number, HostedWriteOutcome>,
  thrown: unknown,
): Map<number, HostedWriteOutcome> {
  const told = all.map(({ index, id }): HostedWriteOutcome | undefined =>
    begun.has(index) ? { outcome: 'written', id } : failed.get(index),
  );
  const left = leftOpen(told, thrown);
  return new Map(all.map(({ index }, position) => [index, left[position]!]));
}
