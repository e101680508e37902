import type { Pool } from 'pg';
import { seesEverything } from '@salesagent/auth';
import type { Sealer } from '@salesagent/sealing';
import type { People } from '../api/people.schema';
import { visibleTo, type Reader } from './reader';
import { openEach } from './timeline.view';

/** People of the company with their load; counts only of deals the reader may see. */
export async function peopleView(pool: Pool, sealer: Sealer, reader: Reader): Promise<People> {
  const { directory } = reader;
  const [deals, approvals] = await Promise.all([openDealsByOwner(pool, reader), openApprovalsByOwner(pool, reader)]);
  const people = [...directory.people.values()].sort((a, b) => ((a.name ?? a.id) < (b.name ?? b.id) ? -1 : 1));
  const emails = await openEach(
    sealer,
    people.map((p) => p.email),
  );
  return {
    total: people.length,
    regions: [...new Set(people.map((p) => p.region).filter((r) => r !== null))].sort(),
    people: people.map((p, i) => ({
      id: p.id,
      name: p.name,
      email:
        seesEverything(reader.principal) || p.id === reader.principal.personId ? (emails[i] as string | null) : null,
      role: p.role,
      region: p.region,
      manager: directory.person(p.managerId),
      active: p.active,
      openDeals: deals.get(p.id) ?? 0,
      openApprovals: approvals.get(p.id) ?? 0,
    })),
  };
}

async function openDealsByOwner(pool: Pool, reader: Reader): Promise<Map<string, number>> {
  const params: unknown[] = [];
  const { rows } = await pool.query<{ owner: string; n: number }>(
    `select o.fields->>'ownerId' as owner, count(*)::int as n from console.mirror o
     where o.record_type = 'opportunity' and o.fields->>'outcome' is null and o.fields->>'ownerId' is not null
       and ${visibleTo(reader, `o.fields->>'ownerId'`, params)}
     group by 1`,
    params,
  );
  return new Map(rows.map((r) => [r.owner, r.n]));
}

async function openApprovalsByOwner(pool: Pool, reader: Reader): Promise<Map<string, number>> {
  const params: unknown[] = [];
  const { rows } = await pool.query<{ owner: string; n: number }>(
    `select a.owner_id as owner, count(*)::int as n from console.approval a
     where a.state = 'awaiting' and a.owner_id is not null and ${visibleTo(reader, 'a.owner_id', params)} group by 1`,
    params,
  );
  return new Map(rows.map((r) => [r.owner, r.n]));
}
