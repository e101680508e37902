import { fieldSpec, RECORDS, type RecordType } from '@salesagent/canon/sales';

/** SQL over the alias `t`: what people call a record, its id where it has no name. */
export function labelSql(type: RecordType): string {
  const own = 'name' in RECORDS[type] ? 't.name' : WORDS[type];
  return own ? `coalesce(nullif(${own}, ''), t.id)` : 't.id';
}

const WORDS: Partial<Record<RecordType, string>> = {
  activity: `concat_ws(' ', t.direction, t.type, to_char(t.happened_at at time zone 'UTC', 'YYYY-MM-DD'))`,
  case: `concat_ws(' ', t.category, 'case', to_char(t.opened_at at time zone 'UTC', 'YYYY-MM-DD'))`,
  contract: `concat_ws(' ', 'contract from', t.start_date)`,
  target: `concat_ws(' ', 'target', t.period_start, 'to', t.period_end)`,
  task: 't.title',
};

/** SQL over `t`: id of the person who owns the record, else of who owns its deal or its account. */
export function ownerSql(type: RecordType): string {
  const owners = [
    ...(fieldSpec(type, 'ownerId') ? ['t.owner_id'] : []),
    ...(['opportunity', 'account'] as const)
      .filter((to) => fieldSpec(type, `${to}Id`))
      .map((to) => `(select o.owner_id from crm."${to}" o where o.id = t.${to}_id)`),
  ];
  return owners.length === 0 ? 'null::text' : `coalesce(${owners.join(', ')})`;
}

/** SQL over `t`: the record whose page shows it, as `{type}/{id}`: a deal or an account; null where there is none. */
export function pageSql(type: RecordType): string {
  if (type === 'opportunity' || type === 'account') return `'${type}/' || t.id`;
  const pages = (['opportunity', 'account'] as const).filter((to) => fieldSpec(type, `${to}Id`));
  return pages.length === 0 ? 'null::text' : `coalesce(${pages.map((to) => `'${to}/' || t.${to}_id`).join(', ')})`;
}
