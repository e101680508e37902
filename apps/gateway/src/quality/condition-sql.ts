import { ACTION_NAMES, type RecordType } from '@salesagent/canon/sales';
import { AS_OF, CHANGED, columnsOf, type Condition } from '@salesagent/crm';

/**
 * A condition as SQL over the aliases of {@link visibleRows}: `t` the record, `s` what the sync knows of it. It is
 * true or false and never null, as in TypeScript. Everything in it comes from rules, nothing from a request.
 * @param asOf the business day, `YYYY-MM-DD`
 */
export function conditionSql(type: RecordType, condition: Condition, asOf: string): string {
  const sql = (part: Condition): string => conditionSql(type, part, asOf);
  switch (condition.kind) {
    case 'empty':
      return `(${valueSql(type, condition.field)} is null)`;
    case 'is':
      return `coalesce(${valueSql(type, condition.field)} = ${literal(condition.value)}, false)`;
    case 'outside': {
      const [least, most] = condition.range;
      return `coalesce(${valueSql(type, condition.field)} not between ${least} and ${most}, false)`;
    }
    case 'no-address':
      return `coalesce(${valueSql(type, condition.field)} !~ '^\\s*[^\\s@+]+(\\+[^\\s@]*)?@[^\\s@]+\\.[^\\s@]+\\s*$', false)`;
    case 'before': {
      const [first, second] = condition.days.map((field) => daySql(type, field, asOf));
      return `coalesce(${first} < ${second}, false)`;
    }
    case 'older': {
      const first = condition.fields.map((field) => daySql(type, field, asOf)).join(', ');
      return `coalesce(${dayLiteral(asOf)} - coalesce(${first}) > ${condition.days}, false)`;
    }
    case 'not':
      return `(not ${sql(condition.of)})`;
    case 'all':
      return `(${condition.of.map(sql).join(' and ') || 'true'})`;
    case 'any':
      return `(${condition.of.map(sql).join(' or ') || 'false'})`;
  }
}

/** A field's column, or when a person last changed the record. @throws Error for a field that the type does not have */
export function valueSql(type: RecordType, field: string): string {
  return field === CHANGED ? changedSql(type) : `t."${columnOf(type, field).column}"`;
}

function daySql(type: RecordType, field: string, asOf: string): string {
  if (field === AS_OF) return dayLiteral(asOf);
  const value = valueSql(type, field);
  return field === CHANGED || columnOf(type, field).kind === 'instant' ? `(${value} at time zone 'UTC')::date` : value;
}

const AGENTS = `array[${ACTION_NAMES.map(literal).join(', ')}]`;

/**
 * When a person last changed the record: a score that an agent writes every night makes nothing fresh. In a hosted CRM
 * the time of the CRM. Unknown (null) of what only an import told.
 */
function changedSql(type: RecordType): string {
  const byAgent = (column: string): string => `split_part(${column}, ':', 1) = any(${AGENTS})`;
  return `(case
    when t.updated_by = 'import' then s.changed_at
    when ${byAgent('t.updated_by')} then (
      select c.changed_at from crm.change c
      where c.record_type = ${literal(type)} and c.record_id = t.id and c."by" <> 'import' and not ${byAgent('c."by"')}
      order by c.version desc limit 1)
    else coalesce(s.changed_at, t.updated_at) end)`;
}

function columnOf(type: RecordType, field: string) {
  const column = columnsOf(type).find((c) => c.field === field);
  if (!column) throw new Error(`A rule of ${type} names the field "${field}", which it does not have.`);
  return column;
}

function dayLiteral(day: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new Error(`"${day}" is no day.`);
  return `date '${day}'`;
}

function literal(value: string | number): string {
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
}
