import { RecordConflict, RecordNotFound } from '../errors';
import { stillOpen, type OpenWrite } from './open-write';
import { presentOf } from './present';
import { refusalOf, sendWrites, type Sending, type WritingParts } from './send-writes';
import { conflictOf, of } from './write-conflict';

/** Deletes. What is gone already after an attempt that may have failed, that one deleted. */
export async function deleteRecords(parts: WritingParts, writes: readonly OpenWrite[]): Promise<void> {
  for (const one of stillOpen(writes)) {
    await one.try(() => {
      one.object = parts.mapping.toHosted(one.write.type, {}, one.write.id).object;
    });
  }
  const open = stillOpen(writes);
  const present = await presentOf(parts, open);
  const sendings: Sending[] = [];
  for (const one of stillOpen(open)) {
    const current = present.get(one);
    const conflict = current && conflictOf(one.write, current, null);
    if (!current) isGone(one);
    else if (conflict) one.fail(conflict);
    else {
      const since = current.changedAt;
      const before = of(current.fields, one.write.expect ?? {});
      sendings.push({ one, hosted: { values: {}, unchangedSince: since }, before, since });
    }
  }
  const befores = new Map(sendings.map(({ one, before }) => [one, before]));
  for (const [one, outcome] of await sendWrites(parts, sendings)) {
    const { type, id, expect } = one.write;
    if (outcome.outcome === 'written')
      one.end({ id, before: befores.get(one)!, after: {}, version: null, restored: {} });
    else if (outcome.outcome === 'gone') isGone(one);
    else
      one.fail(
        refusalOf(one.write, outcome) ?? new RecordConflict(type, id, expect ?? {}, null, 'it was changed just now'),
      );
  }
}

function isGone(one: OpenWrite): void {
  const { type, id } = one.write;
  if (one.sent) one.end({ id, before: one.sent.before, after: {}, version: null, restored: {} });
  else one.fail(new RecordNotFound(type, id));
}
