import { decide, otherRuling, substanceOf, type Policy, type Request } from '@salesagent/governance';
import { WAITING, type Db, type DocketRow } from './docket-rows';
import { Surroundings } from './people';
import { earnedAutonomy, momentOf, rulingOf } from './rulings';

/** What another policy would decide differently about some proposals. */
export interface Differently {
  /** Proposals both policies were asked about. */
  proposals: number;
  changed: number;
  /** `approve → prepare` and how many, most first. */
  kinds: { kind: string; count: number }[];
  /** The most valuable of them. */
  examples: {
    actionId: string;
    action: string;
    subject: string;
    title: string;
    state: string;
    before: string;
    after: string;
    why: string[];
  }[];
}

const EXAMPLES = 10;

/**
 * Asks both policies about the proposals that wait, as of now; with `since`, about those that were proposed since and
 * wait no more, as of when they were proposed.
 */
export async function differently(
  db: Db,
  before: Policy,
  after: Policy,
  { since, now }: { since?: Date; now: Date },
): Promise<Differently> {
  const rows = since ? await proposedSince(db, since, false) : await waitingRows(db);
  const ask = since ? await askedThen(db) : await askedNow(db, rows, now);
  const found = rows.flatMap((row) => {
    const other = otherRuling(ask(row, before), ask(row, after));
    return other === null ? [] : [{ row, other }];
  });
  const kinds = new Map<string, number>();
  for (const { other } of found) kinds.set(other.kind, (kinds.get(other.kind) ?? 0) + 1);
  return {
    proposals: rows.length,
    changed: found.length,
    kinds: [...kinds].map(([kind, count]) => ({ kind, count })).sort((a, b) => b.count - a.count),
    examples: found.slice(0, EXAMPLES).map(({ row, other: { before: was, after: is, why } }) => ({
      ...{ actionId: row.action_id, action: row.action, subject: row.subject, title: row.title, state: row.state },
      ...{ before: was, after: is, why },
    })),
  };
}

type Ask = (row: DocketRow, policy: Policy) => ReturnType<typeof decide>;

async function askedNow(db: Db, rows: readonly DocketRow[], now: Date): Promise<Ask> {
  const around = await Surroundings.of(db, rows);
  const [autonomy, moment] = [await earnedAutonomy(db), await momentOf(db, now)];
  return (row, policy) => rulingOf(row, policy, around, autonomy, moment);
}

/** Asks about a proposal with what was known when it was made, and nothing later. */
export async function askedThen(db: Db): Promise<Ask> {
  const { rows } = await db.query<Signature>('select action, tier, signed_at, ended_at from orchestrator.autonomy');
  return (row, policy) => decide(policy, requestThen(row, rows));
}

/** While a signature stood. */
interface Signature {
  action: string;
  tier: string;
  signed_at: Date;
  ended_at: Date | null;
}

function requestThen(row: DocketRow, signatures: readonly Signature[]): Request {
  const { proposed_at: at, tier_proposed: tier } = row;
  const stood = (s: Signature): boolean =>
    s.action === row.action && s.tier === tier && s.signed_at <= at && (s.ended_at === null || s.ended_at > at);
  return {
    ...{ action: row.action, effect: row.effect, tierProposed: tier, tierNow: tier },
    ...{ amount: row.amount, fields: row.fields, ...substanceOf(row.effect, row.change) },
    moment: { at, businessDate: row.business_date ?? at.toISOString().slice(0, 10) },
    autonomyEarned: signatures.some(stood),
  };
}

async function waitingRows(db: Db): Promise<DocketRow[]> {
  const { rows } = await db.query<DocketRow>(
    `select * from orchestrator.docket where state = any($1::text[]) order by expected_value desc, action_id`,
    [WAITING],
  );
  return rows;
}

/** Proposals since an instant, most valuable first; without what was no honest proposal. */
export async function proposedSince(db: Db, since: Date | null, withWaiting: boolean): Promise<DocketRow[]> {
  const { rows } = await db.query<DocketRow>(
    `select * from orchestrator.docket where ($1::timestamptz is null or proposed_at >= $1)
       and ($2 or state <> all($3::text[])) order by expected_value desc, action_id`,
    [since, withWaiting, WAITING],
  );
  return rows;
}
