import type { Sealed } from '@salesagent/canon/events';
import { fieldSpec, parseRecordRef } from '@salesagent/canon/sales';
import type { FieldValues } from '@salesagent/crm';
import type { Sealer } from '@salesagent/sealing';
import type { Write } from './changes';

/** Writes as an event may carry them: personal values sealed for their subjects. */
export async function sealWrites(sealer: Sealer, id: string, writes: readonly Write[]): Promise<Write[]> {
  const toSeal: { subject: string; eventId: string; value: string; put: (sealed: Sealed) => void }[] = [];
  const cover = (record: string, fields: FieldValues): FieldValues => {
    const { type } = parseRecordRef(record);
    const covered = { ...fields };
    for (const [field, value] of Object.entries(fields)) {
      const personal = fieldSpec(type, field)?.personal;
      if (!personal || typeof value !== 'string') continue;
      const subject = personal === 'self' ? record : `text/${record}`;
      toSeal.push({ subject, eventId: id, value, put: (sealed) => (covered[field] = sealed) });
    }
    return covered;
  };
  const covered = writes.map((write) => ({
    ...write,
    before: write.before && cover(write.record, write.before),
    after: cover(write.record, write.after),
  }));
  const sealed = await sealer.sealMany(toSeal);
  toSeal.forEach(({ put }, i) => put(sealed[i]!));
  return covered;
}
