import type { EventStore } from '@salesagent/event-store';
import {
  dealDueDates,
  missingCriteria,
  nextDue,
  skippedSubStages,
  type Calendar,
  type Lifecycles,
} from '@salesagent/governance';
import { SqlMirror, type MirrorRow } from '@salesagent/mirror';
import type { Clock } from '@salesagent/platform';
import type { ClosedDeal, DealLook, DealLookInput } from '@salesagent/workflow/contracts';
import { endOfHandoff, type Handoffs } from './handoffs';
import { lifecycleEvent } from './lifecycle-events';
import { markEnded, markGoingOn, meetingsOf } from './rows';

export interface LookingAtDeals {
  store: EventStore;
  clock: Clock;
  playbook: Lifecycles;
  handoffs: Handoffs;
  calendar: () => Promise<Calendar>;
  /** Whether the business clock stands still: then nothing is ever due. */
  frozen: () => Promise<boolean>;
}

type Fields = Readonly<Record<string, unknown>>;

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const closedAs = (deal: MirrorRow | null): ClosedDeal['as'] | null => {
  const outcome = deal?.fields['outcome'];
  if (deal === null) return 'gone';
  return outcome === 'won' || outcome === 'lost' ? outcome : null;
};

/** What became of a deal since the last look, written to its log; and what to wait for. */
export async function lookAtDeal(at: LookingAtDeals, memory: DealLookInput): Promise<DealLook> {
  const deal = await new SqlMirror(at.store.pool, 'orchestrator').get('opportunity', memory.opportunityId);
  const cause = `${memory.opportunityId}@${deal?.version ?? 0}`;
  const as = closedAs(deal);
  return as === null ? lookAtOpen(at, memory, deal!.fields, cause) : lookAtClosed(at, memory, deal, as, cause);
}

async function lookAtOpen(at: LookingAtDeals, memory: DealLookInput, fields: Fields, cause: string): Promise<DealLook> {
  const { opportunityId, touchedAt } = memory;
  // Work in flight from 0.1.0 says neither.
  const now = memory.now ?? at.clock.now().toISOString();
  const since = memory.since ?? now;
  const subStage = text(fields['subStage']);
  if (memory.closed) await reopened(at, memory.closed, { opportunityId, subStage }, cause);
  await markGoingOn(at.store.pool, 'deal', opportunityId);
  const before = memory.closed ? memory.closed.subStage : memory.subStage;
  const moved = subStage !== before || memory.closed;
  if (moved) await entered(at, memory, { before, subStage, fields }, cause);
  const enteredAt = moved || !memory.enteredAt ? now : memory.enteredAt;
  const times = {
    ...{ since, touchedAt, enteredAt, subStage, asked: memory.asked ?? [] },
    expectedCloseDate: text(fields['expectedCloseDate']),
    meetings: await meetingsOf(at.store.pool, opportunityId, now),
  };
  const { due, asked } = nextDue(dealDueDates(at.playbook, times), times);
  const remembered = { subStage, enteredAt, asked, closed: null, backfill: false };
  return { memory: remembered, done: false, due: (await at.frozen()) ? null : due };
}

async function lookAtClosed(
  at: LookingAtDeals,
  memory: DealLookInput,
  deal: MirrorRow | null,
  as: ClosedDeal['as'],
  cause: string,
): Promise<DealLook> {
  const { opportunityId } = memory;
  const subStage = text(deal?.fields['subStage']);
  const closed =
    memory.closed?.as === as ? memory.closed : { as, at: memory.now ?? at.clock.now().toISOString(), subStage };
  // A deal nobody ever saw open is history: it hands nothing over.
  const sawItOpen = memory.subStage !== null;
  const handoff =
    as === 'won' && sawItOpen
      ? await at.handoffs.open({ opportunityId, cause, fields: deal!.fields })
      : await at.handoffs.of(opportunityId);
  const waits = as === 'won' && handoff?.state === 'open';
  if (!waits) await markEnded(at.store.pool, 'deal', opportunityId, at.clock.now(), closed);
  const due =
    waits && !(await at.frozen()) ? { what: 'handoff', nominalTime: endOfHandoff(handoff, await at.calendar()) } : null;
  return { memory: { subStage, enteredAt: null, asked: [], closed, backfill: false }, done: !waits, due };
}

/** Says which run of the lifecycle begins: the log has counted those before. */
async function reopened(
  { store, clock, handoffs }: LookingAtDeals,
  closed: ClosedDeal,
  { opportunityId, subStage }: { opportunityId: string; subStage: string | null },
  cause: string,
): Promise<void> {
  const stream = `deal/${opportunityId}`;
  await store.transact([stream], async (tx) => {
    const before = (await tx.read(stream)).filter((e) => e.type === 'DealReopened' && e.causationId !== cause);
    const closing = { closedAs: closed.as, closedAt: closed.at, run: before.length + 2 };
    const data = { opportunityId, subStage: subStage ?? 'unknown', ...closing };
    await tx.append(stream, 'any', [lifecycleEvent('DealReopened', stream, data, { cause, at: clock.now() })]);
  });
  await handoffs.lapse(opportunityId, cause);
}

/** Notes the sub-stage; what the playbook asks for there and the deal lacks is a question to its owner. */
async function entered(
  { store, clock, playbook }: LookingAtDeals,
  { opportunityId, backfill }: DealLookInput,
  { before, subStage, fields }: { before: string | null; subStage: string | null; fields: Fields },
  cause: string,
): Promise<void> {
  const stream = `deal/${opportunityId}`;
  const missing = missingCriteria(playbook.readiness, subStage, fields);
  const entry = { opportunityId, subStage: subStage ?? 'unknown', from: before, missingCriteria: missing };
  const skipped = skippedSubStages(before, subStage);
  const question = { ...entry, skipped, askedOf: text(fields['ownerId']) };
  const asks = missing.length > 0 && !backfill;
  const at = clock.now();
  await store.append(stream, 'any', [
    lifecycleEvent('DealStageEntered', stream, entry, { cause, at }),
    ...(asks ? [lifecycleEvent('ReadinessQuestioned', stream, question, { cause, at })] : []),
  ]);
}
