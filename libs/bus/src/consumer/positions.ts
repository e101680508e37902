import type { PoolClient } from 'pg';
import type { LaneState } from './arrange';
import { laneOf } from './incoming';
import { nameOf } from './lanes';
import type { LaneName } from './parked-keys';

/** Another process handled these keys meanwhile; what this one did is rolled back. */
export class PositionMovedError extends Error {
  override readonly name = 'PositionMovedError';
}

interface StateRow {
  source: string;
  key: string;
  position: string | null;
  parked: string | null;
  failed: boolean | null;
}

/** What the database knows of some keys. */
export async function readStates(
  client: PoolClient,
  schema: string,
  consumer: string,
  lanes: readonly LaneName[],
): Promise<Map<string, LaneState>> {
  const { rows } = await client.query<StateRow>({
    name: `bus-states-${schema}`,
    text: `with lane as (select * from unnest($2::text[], $3::text[]) as l(source, key))
           select source, key, sequence as position, null as parked, null as failed
           from lane join ${schema}.consumer_position p using (source, key) where p.consumer = $1
           union all
           select source, key, null, sequence, attempts > 0 and discarded_at is null
           from lane join ${schema}.parked p using (source, key) where p.consumer = $1`,
    values: [consumer, lanes.map((lane) => lane.source), lanes.map((lane) => lane.key)],
  });
  const states = new Map<string, LaneState & { parked: Set<number> }>();
  const stateOf = (row: { source: string; key: string }): LaneState & { parked: Set<number> } => {
    const lane = laneOf(row.source, row.key);
    const state = states.get(lane) ?? { position: 0, parked: new Set<number>(), failed: false };
    states.set(lane, state);
    return state;
  };
  for (const row of rows) {
    const state = stateOf(row);
    if (row.position !== null) state.position = Number(row.position);
    if (row.parked !== null) state.parked.add(Number(row.parked));
    if (row.failed) state.failed = true;
  }
  return states;
}

/**
 * Moves positions by compare-and-set, in the transaction of the effect.
 * @throws PositionMovedError when one is no longer where the effect assumed it
 */
export async function movePositions(
  client: PoolClient,
  schema: string,
  consumer: string,
  moves: ReadonlyMap<string, { from: number; to: number }>,
): Promise<void> {
  const all = [...moves].map(([lane, move]) => ({ ...nameOf(lane), ...move }));
  const fresh = all.filter((move) => move.from === 0);
  const known = all.filter((move) => move.from > 0);
  let moved = 0;
  if (fresh.length > 0) {
    const inserted = await client.query({
      name: `bus-positions-new-${schema}`,
      text: `insert into ${schema}.consumer_position (consumer, source, key, sequence)
             select $1, * from unnest($2::text[], $3::text[], $4::bigint[]) on conflict do nothing`,
      values: [consumer, fresh.map((m) => m.source), fresh.map((m) => m.key), numbers(fresh.map((m) => m.to))],
    });
    moved += inserted.rowCount ?? 0;
  }
  if (known.length > 0) {
    const updated = await client.query({
      name: `bus-positions-move-${schema}`,
      text: `update ${schema}.consumer_position p set sequence = m.destination
             from unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[]) as m(source, key, origin, destination)
             where p.consumer = $1 and p.source = m.source and p.key = m.key and p.sequence = m.origin`,
      values: [
        consumer,
        known.map((m) => m.source),
        known.map((m) => m.key),
        numbers(known.map((m) => m.from)),
        numbers(known.map((m) => m.to)),
      ],
    });
    moved += updated.rowCount ?? 0;
  }
  if (moved !== all.length) {
    throw new PositionMovedError(`${all.length - moved} of ${all.length} keys were handled by another process.`);
  }
}

/** An array of numbers as PostgreSQL reads it: the client would quote each as if it were text. */
const numbers = (list: readonly number[]): string => `{${list.join(',')}}`;
