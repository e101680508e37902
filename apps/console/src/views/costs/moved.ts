import type { Pool } from 'pg';
import type { CostsBy, Moved } from '../../api/costs.schema';
import { DECIDABLE } from '../approval-rows';
import { dealIdIn } from './deal-of';

export interface MovedAsked {
  /** First and last day of proposals, `2026-01-31`, real ones in UTC. */
  from: string;
  to: string;
  agent?: string | undefined;
  action?: string | undefined;
  /** Only about these records; all when absent. */
  subjects?: readonly string[] | undefined;
  /** Of the amounts that are added up. */
  currency: string;
}

const NO_DEALS = { n: 0, amount: 0, withoutAmount: 0, otherCurrency: 0 };
export const NOTHING_MOVED: Moved = {
  ...{ proposed: 0, decided: 0, approved: 0, unedited: 0, alone: 0, executed: 0, undone: 0 },
  ...{ expected: { n: 0, value: 0 }, deals: NO_DEALS, won: NO_DEALS },
};

/** Calls by model or by day have no proposals of their own. */
const KEYS: Partial<Record<CostsBy, string>> = {
  company: 'null::text',
  agent: 'a.agent',
  action: 'a.action',
  deal: dealIdIn('a.subject'),
};

/** Who decided where nobody was asked about the one proposal. */
const NOBODY = `('policy', 'signed')`;

/**
 * What became of the proposals that were made in a span, by key: facts of the console's own projections, each about
 * the proposal itself. Whether one of them moved a deal is not among what the system knows.
 *
 * @returns null where proposals have no such key
 */
export async function movedBy(pool: Pool, by: CostsBy, asked: MovedAsked): Promise<Map<string | null, Moved> | null> {
  const key = KEYS[by];
  if (key === undefined) return null;
  const { from, to, agent, action, subjects, currency } = asked;
  const { rows } = await pool.query<MovedRow>(
    // No key is empty. `is not distinct from` would compare each of thousands of deals with every other.
    `with made as (${made(key)}), deal as (${ACTED_ON}),
          deals as (select key, ${dealSum('deals', 'true')}, ${dealSum('won', 'won')} from deal group by key),
          proposals as (${BECAME})
     select * from proposals left join (select key as deal_key, ${DEAL_COLUMNS.join(', ')} from deals) d
         on coalesce(d.deal_key, '') = coalesce(proposals.key, '')`,
    [from, to, agent ?? null, action ?? null, subjects ?? null, currency],
  );
  return new Map(rows.map((row) => [row.key, movedOf(row)]));
}

const made = (key: string): string => `
  select ${key} as key, a.subject, a.expected_value, g.queued_at is not null as queued,
         coalesce(g.decided_by not in ${NOBODY}, false) as by_person,
         g.decided_by is not null and g.state <> 'rejected' as approved,
         g.edited is null as unedited, e.state as execution, e.ended_at
    from console.proposal a
    left join console.gate g using (action_id)
    left join console.execution e using (action_id)
   where ${DECIDABLE}
     and a.proposed_at >= $1::date::timestamp at time zone 'UTC'
     and a.proposed_at < ($2::date + 1)::timestamp at time zone 'UTC'
     and ($3::text is null or a.agent = $3) and ($4::text is null or a.action = $4)
     and ($5::text[] is null or a.subject = any($5))`;

/** A row for each key and deal; a lost value of 0 is missing, not an amount. */
const ACTED_ON = `
  select acted.key,
         case when jsonb_typeof(o.fields->'amount') = 'number'
                   and not (o.fields->>'outcome' is not distinct from 'lost' and o.fields->>'amount' = '0')
              then (o.fields->>'amount')::numeric end as amount,
         coalesce(o.fields->>'currency', $6) <> $6 as foreign_money,
         coalesce(o.fields->>'outcome' = 'won' and acted.at < (
           select max(t.recorded_at) from console.timeline t
            where t.subject = acted.subject and t.type = 'OpportunityWon'), false) as won
    from (select key, subject, min(ended_at) as at from made
           where execution = 'executed' and ${dealIdIn('subject')} is not null group by key, subject) acted
    left join console.mirror o on o.record_type = 'opportunity' and o.record_id = ${dealIdIn('acted.subject')}`;

const BECAME = `
  select key, count(*)::int as proposed,
         count(*) filter (where by_person)::int as decided,
         count(*) filter (where by_person and approved)::int as approved,
         count(*) filter (where by_person and approved and unedited)::int as unedited,
         count(*) filter (where approved and not by_person)::int as alone,
         count(*) filter (where execution in ('executed', 'undone'))::int as executed,
         count(*) filter (where execution = 'undone')::int as undone,
         count(*) filter (where execution = 'executed' and queued)::int as expected_n,
         coalesce(sum(expected_value) filter (where execution = 'executed' and queued), 0) as expected
    from made group by key`;

const DEAL_COLUMNS = ['deals', 'won'].flatMap((of) =>
  ['n', 'amount', 'without', 'foreign'].map((column) => `${of}_${column}`),
);

const dealSum = (name: 'deals' | 'won', which: string): string => `
  count(*) filter (where ${which})::int as ${name}_n,
  coalesce(sum(amount) filter (where ${which} and not foreign_money), 0) as ${name}_amount,
  count(*) filter (where ${which} and amount is null)::int as ${name}_without,
  count(*) filter (where ${which} and amount is not null and foreign_money)::int as ${name}_foreign`;

type DealColumns<Name extends string> = Record<`${Name}_n` | `${Name}_without` | `${Name}_foreign`, number | null> &
  Record<`${Name}_amount`, string | null>;

interface MovedRow extends Omit<Moved, 'expected' | 'deals' | 'won'>, DealColumns<'deals'>, DealColumns<'won'> {
  key: string | null;
  expected_n: number;
  expected: number;
}

function movedOf(row: MovedRow): Moved {
  const { proposed, decided, approved, unedited, alone, executed, undone } = row;
  return {
    ...{ proposed, decided, approved, unedited, alone, executed, undone },
    expected: { n: row.expected_n, value: cents(row.expected) },
    deals: {
      ...{ n: row.deals_n ?? 0, amount: cents(row.deals_amount) },
      ...{ withoutAmount: row.deals_without ?? 0, otherCurrency: row.deals_foreign ?? 0 },
    },
    won: {
      ...{ n: row.won_n ?? 0, amount: cents(row.won_amount) },
      ...{ withoutAmount: row.won_without ?? 0, otherCurrency: row.won_foreign ?? 0 },
    },
  };
}

const cents = (amount: string | number | null): number => Math.round(Number(amount ?? 0) * 100) / 100;
