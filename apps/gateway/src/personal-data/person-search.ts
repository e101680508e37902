import type { ClientBase, Pool } from 'pg';
import { Tombstones } from '@salesagent/sealing';

export interface FoundPerson {
  ref: string;
  name: string | null;
  email: string | null;
  /** The account a contact works at. */
  accountId: string | null;
  erasedAt: string | null;
}

/** Most people one question answers with. */
export const MOST_FOUND = 50;

/** People by id, name, e-mail address or telephone number; also an erased one, by what they gave before. */
export async function findPeople(client: Pool | ClientBase, query: string): Promise<FoundPerson[]> {
  const wanted = query.trim();
  const like = `%${wanted.replace(/[\\%_]/g, '\\$&')}%`;
  const digits = wanted.replace(/\D/g, '');
  const bare = wanted.replace(/^(contact|person)\//, '');
  const { rows } = await client.query<Omit<FoundPerson, 'erasedAt'> & { erased_at: Date | null }>(
    `with people as (
       select 'contact/' || id as ref, id, name, email, phone, account_id from crm.contact
       union all select 'person/' || id, id, name, email, null, null from crm.person)
     select p.ref, p.name, p.email, p.account_id as "accountId",
            (select max(t.erased_at) from vault.tombstone t where t.record = p.ref) as erased_at
     from people p
     where p.id = $3 or p.name ilike $1 or p.email ilike $1
        or ($2 <> '' and regexp_replace(p.phone, '\\D', '', 'g') like '%' || $2 || '%')
     order by p.ref limit ${MOST_FOUND}`,
    [like, digits.length >= 7 ? digits : '', bare],
  );
  const found = rows.map(({ erased_at: at, ...person }) => ({ ...person, erasedAt: at?.toISOString() ?? null }));
  return found.length > 0 ? found : erasedBy(client, wanted);
}

/** The address of somebody who was erased still tells that they were, and when. */
async function erasedBy(client: Pool | ClientBase, wanted: string): Promise<FoundPerson[]> {
  const tombstones = await Tombstones.load(client);
  const ref = (['email', 'mention'] as const)
    .map((kind) => tombstones.recordOf({ kind, value: wanted }))
    .find((record) => record !== undefined);
  if (ref === undefined) return [];
  const { rows } = await client.query<{ at: Date }>(
    'select max(erased_at) as at from vault.tombstone where record = $1',
    [ref],
  );
  return [{ ref, name: null, email: null, accountId: null, erasedAt: rows[0]!.at.toISOString() }];
}
