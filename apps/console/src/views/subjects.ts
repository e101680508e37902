import type { Pool } from 'pg';
import { RECORDS } from '@salesagent/canon/sales';
import type { Subject } from '../api/reference.schema';
import type { Directory } from './directory';

/** `{type}/{id}` taken apart; null for `company` and whatever else names no record. */
export function splitRef(ref: string): { type: keyof typeof RECORDS; id: string } | null {
  const slash = ref.indexOf('/');
  const type = ref.slice(0, slash);
  return slash > 0 && type in RECORDS ? { type: type as keyof typeof RECORDS, id: ref.slice(slash + 1) } : null;
}

/** Subjects by reference, each with a label people recognise; the id where the record has no name of its own. */
export async function subjectLabels(
  pool: Pool,
  directory: Directory,
  refs: readonly string[],
): Promise<Map<string, Subject>> {
  const wanted = new Map<string, Subject>();
  const named: { type: string; id: string }[] = [];
  for (const ref of new Set(refs)) {
    const record = splitRef(ref);
    if (!record) {
      wanted.set(ref, { ref, type: 'company', id: ref, label: 'The company' });
      continue;
    }
    const label = record.type === 'person' ? directory.nameOf(record.id) : record.id;
    wanted.set(ref, { ref, ...record, label });
    if (['opportunity', 'account', 'product', 'activity', 'task', 'document'].includes(record.type)) named.push(record);
  }
  if (named.length === 0) return wanted;
  const { rows } = await pool.query<{ ref: string; label: string | null }>(
    `select m.record_type || '/' || m.record_id as ref,
            -- The title of a task is sealed; what it is about names it then.
            coalesce(m.fields->>'name',
                     case m.record_type when 'activity'
                       then nullif(concat_ws(' of ', m.fields->>'type', left(m.fields->>'happenedAt', 10)), '') end,
                     nullif(concat_ws(' for ', p.fields->>'name', a.fields->>'name'), '')) as label
     from console.mirror m
       left join console.mirror p on p.record_type = 'product' and p.record_id = m.fields->>'productId'
       left join console.mirror a on a.record_type = 'account' and a.record_id = m.fields->>'accountId'
       join unnest($1::text[], $2::text[]) w(type, id)
       on m.record_type = w.type and m.record_id = w.id`,
    [named.map((n) => n.type), named.map((n) => n.id)],
  );
  for (const { ref, label } of rows) if (label) wanted.set(ref, { ...wanted.get(ref)!, label });
  return wanted;
}
