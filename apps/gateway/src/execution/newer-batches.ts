import type { Pool, PoolClient } from 'pg';
import { actionId, parseActionId } from '@salesagent/canon/sales';

/**
 * What later episodes of the same action have already written, as `id` → fields. Gates run side by side, so an older
 * batch may come after a newer one; it then leaves alone what the newer one set. Asked for after the rows are locked:
 * a batch that wrote them before us has committed by then, or, to a hosted CRM, has at least begun to send them.
 *
 * @param records which of them matter; all when it is left out
 */
export async function writtenByNewer(
  client: Pool | PoolClient,
  id: string,
  records: readonly string[] | null = null,
): Promise<ReadonlyMap<string, Set<string>>> {
  const { action, subject, episode } = parseActionId(id);
  const prefix = actionId(action, subject, 0).slice(0, -1);
  const { rows } = await client.query<{ id: string; field: string }>(
    `select distinct r ->> 'id' as id, f.field
     from gateway.payload p
     cross join lateral jsonb_array_elements(p.change -> 'rows') r
     cross join lateral jsonb_object_keys(r -> 'set') as f(field)
     where starts_with(p.action_id, $1) and p.change ->> 'kind' = 'fields-batch'
       and substr(p.action_id, length($1) + 1) ~ '^[0-9]+$' and substr(p.action_id, length($1) + 1)::int > $2
       and ($3::text[] is null or r ->> 'id' = any($3))
       and (exists (select from gateway.event e where e.stream = 'execution-' || p.action_id and e.type = 'ActionExecuted')
         or exists (select from gateway.hosted_write w where w.action_id = p.action_id and w.purpose = 'execute'
                    and w.record_id = r ->> 'id' and w.state in ('sent', 'entered')))`,
    [prefix, episode, records],
  );
  const written = new Map<string, Set<string>>();
  for (const row of rows) written.set(row.id, (written.get(row.id) ?? new Set<string>()).add(row.field));
  return written;
}
