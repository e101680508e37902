import { RecordConflict } from '../errors';
import { stillOpen, type OpenWrite } from './open-write';
import { refusalOf, sendWrites, type Sending, type WritingParts } from './send-writes';

/** Creates. The key is on the record itself, so the CRM finds what an earlier attempt made. */
export async function createRecords(parts: WritingParts, writes: readonly OpenWrite[]): Promise<void> {
  const sendings: Sending[] = [];
  for (const one of stillOpen(writes)) {
    await one.try(() => {
      const { object, values } = parts.mapping.toHosted(one.write.type, one.write.set, null);
      one.object = object;
      sendings.push({ one, hosted: { values }, before: null, since: parts.timing.now() });
    });
  }
  for (const [one, outcome] of await sendWrites(parts, sendings)) {
    const { write } = one;
    if (outcome.outcome === 'written')
      one.end({ id: outcome.id, before: null, after: write.set, version: null, restored: {} });
    else
      one.fail(
        refusalOf(write, outcome) ??
          new RecordConflict(write.type, write.id, 'no such record', null, 'it was made meanwhile'),
      );
  }
}
