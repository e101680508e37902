import { RecordNotFound } from '../errors';
import type { CrmWrite, FieldValues } from '../port';
import type { HostedParts } from './connector';
import { OpenWrite } from './open-write';
import { presentOf } from './present';

/** Writes in the CRM's own names, by the records as they are now: a deal is moved within its own pipeline. */
export async function previewed(
  parts: HostedParts,
  writes: readonly CrmWrite[],
): Promise<{ object: string; values: FieldValues }[]> {
  const { mapping } = parts;
  const all = writes.map((write) => new OpenWrite({ ...write, priority: 'background' }));
  const updates = all.filter(({ write }) => write.operation === 'update');
  for (const one of updates) one.object = mapping.objectOf(one.write.type, one.write.set, one.write.id);
  const present = await presentOf(parts, updates);
  return all.map((one) => {
    const { type, set, id, operation } = one.write;
    if (one.outcome) throw one.outcome.error;
    const record = present.get(one)?.record;
    if (operation === 'update' && !record) throw new RecordNotFound(type, id);
    return mapping.toHosted(type, set, operation === 'create' ? null : id, record);
  });
}
