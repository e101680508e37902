import type { Pool } from 'pg';
import type { Handoff } from '../api/handoffs.schema';
import type { Reader } from './reader';
import { subjectLabels } from './subjects';

interface Item {
  what: string;
  name: string;
  records: string[];
  evidence?: Record<string, number>;
}
interface Opened {
  from: string | null;
  to: string | null;
  acknowledgeBy: string;
  handedOver?: Item[];
}
interface Folded {
  deal: string;
  state: Handoff['state'];
  opened: Opened;
  askedOf: string | null;
}

/** Hand-offs of one deal or of an account's deals, the newest of each deal; the caller checked that the reader may see them. */
export async function handoffsOf(
  pool: Pool,
  reader: Reader,
  of: { opportunityId: string } | { accountId: string },
): Promise<Handoff[]> {
  const [deals, id] =
    'accountId' in of
      ? [
          `select 'opportunity/' || record_id from console.mirror
           where record_type = 'opportunity' and fields->>'accountId' = $1`,
          of.accountId,
        ]
      : [`select 'opportunity/' || $1`, of.opportunityId];
  const { rows } = await pool.query<{ subject: string; type: string; data: Record<string, unknown> }>(
    `select subject, type, data from console.timeline
     where subject in (${deals}) and type like 'Handoff%' order by subject, sequence`,
    [id],
  );
  const folded = [...rows.reduce(fold, new Map<string, Folded>()).values()];
  const refs = folded.flatMap((h) => [h.deal, ...(h.opened.handedOver ?? []).flatMap((item) => item.records)]);
  const labels = await subjectLabels(pool, reader.directory, refs);
  const person = (whom: string | null) => reader.directory.person(whom);
  return folded.map(({ deal, state, opened, askedOf }) => ({
    deal: labels.get(deal)!,
    state,
    from: person(opened.from),
    to: person(opened.to),
    acknowledgeBy: opened.acknowledgeBy,
    askedOf: person(askedOf),
    handedOver: (opened.handedOver ?? []).map(({ what, name, records, evidence = null }) => ({
      ...{ what, name, evidence },
      records: records.map((record) => labels.get(record)!),
    })),
    canAcknowledge: (state === 'open' || state === 'overdue') && receives(reader, opened.to),
  }));
}

function fold(deals: Map<string, Folded>, row: { subject: string; type: string; data: unknown }): Map<string, Folded> {
  const { subject: deal, type, data } = row;
  const before = deals.get(deal);
  if (type === 'HandoffOpened') return deals.set(deal, { deal, state: 'open', opened: data as Opened, askedOf: null });
  if (!before) return deals;
  if (type === 'HandoffAcknowledged') return deals.set(deal, { ...before, state: 'acknowledged' });
  if (type === 'HandoffLapsed') return deals.set(deal, { ...before, state: 'lapsed' });
  return deals.set(deal, { ...before, state: 'overdue', askedOf: (data as { askedOf: string | null }).askedOf });
}

/** Orchestrator has the last word; this only keeps a page from offering what would be refused. */
function receives({ principal }: Reader, to: string | null): boolean {
  return to === null ? principal.roles.includes('operations_vp') : principal.personId === to;
}
