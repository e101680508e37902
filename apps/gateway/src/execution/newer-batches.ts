import type { PoolClient } from 'pg';
import { actionId, parseActionId } from '@salesagent/canon/sales';

/**
 * What later episodes of the same action have already written, as `id` → fields. Gates run side by side, so an older
 * batch may come after a newer one; it then leaves alone what the newer one set. Asked for after the rows are locked:
 * a batch that wrote them before us has committed by then.
 */
export async function writtenByNewer(client: PoolClient, id: string): Promise<ReadonlyMap<string, Set<string>>> {
  const { action, subject, episode } = parseActionId(id);
  const prefix = actionId(action, subject, 0).slice(0, -1);
  const { rows } = await client.query<{ id: string; field: string }>(
    `select distinct r ->> 'id' as id, f.field
     from gateway.payload p
     cross join lateral jsonb_array_elements(p.change -> 'rows') r
     cross join lateral jsonb_object_keys(r -> 'set') as f(field)
     where starts_with(p.action_id, $1) and p.change ->> 'kind' = 'fields-batch'
       and substr(p.action_id, length($1) + 1) ~ '^[0-9]+$' and substr(p.action_id, length($1) + 1)::int > $2
       and exists (select from gateway.event e where e.stream = 'execution-' || p.action_id and e.type = 'ActionExecuted')`,
    [prefix, episode],
  );
  const written = new Map<string, Set<string>>();
  for (const row of rows) written.set(row.id, (written.get(row.id) ?? new Set<string>()).add(row.field));
  return written;
}
