import type { RecordState } from '../port';
import type { HostedParts } from './connector';
import { groupsOf, type OpenWrite } from './open-write';
import type { HostedRecord } from './port';

/** A record as it is, in canon and in the CRM's own words. */
export type Present = RecordState & { record: HostedRecord };

/**
 * The live records that writes are about, read as a whole: what a close date means, for instance, rests on the stage.
 * What is not there is absent; writes whose record could not be read fail.
 */
export async function presentOf(
  { crm, mapping }: HostedParts,
  writes: readonly OpenWrite[],
): Promise<Map<OpenWrite, Present>> {
  const present = new Map<OpenWrite, Present>();
  for (const group of groupsOf(writes, (one) => [one.write.type, one.object, one.priority])) {
    const { write, object, priority } = group[0]!;
    try {
      const selection = mapping.selectionsOf(write.type).find((selected) => selected.object === object)!;
      const ids = group.map((one) => one.write.id);
      const records = new Map((await crm.read(selection, ids, priority)).map((record) => [record.id, record]));
      for (const one of group) {
        const record = records.get(one.write.id);
        const state = record && mapping.toCanon(record).find(({ type }) => type === write.type);
        if (state?.state === 'live') present.set(one, { ...state, record: record! });
      }
    } catch (error) {
      for (const one of group) one.fail(error);
    }
  }
  return present;
}
