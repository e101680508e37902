import { eventId } from '@salesagent/canon/events';
import { addDays, type ActionName } from '@salesagent/canon/sales';
import { addBusinessDays, missingCriteria, type Lifecycles } from '@salesagent/governance';
import { businessClock, SqlMirror } from '@salesagent/mirror';
import type { EventStore, EventToAppend } from '@salesagent/event-store';
import type { Clock } from '@salesagent/platform';
import type { LifecycleActivities } from '@salesagent/workflow/contracts';

const SCHEMA = 'orchestrator';

/** Beats of the company's rhythm that ask agents for something. */
type Rhythm = keyof Lifecycles['rhythm'];

/** `ActionRequested` with the nominal time as its occurrence: asking twice for the same time asks once. */
export function requested(
  action: ActionName,
  subject: string,
  nominalTime: string,
  by: string,
  rhythm?: Rhythm,
): EventToAppend {
  const requestId = `${by}@${nominalTime}`;
  return {
    id: eventId(requestId, `${action}:${subject}`, 'ActionRequested'),
    type: 'ActionRequested',
    data: { requestId, action, subject, nominalTime, by, ...(rhythm ? { rhythm } : {}) },
    occurredAt: new Date(nominalTime),
    correlationId: requestId,
    causationId: requestId,
    actor: by,
  };
}

export async function appendRequests(
  store: EventStore,
  actions: readonly ActionName[],
  subject: string,
  nominalTime: string,
  by: string,
  rhythm?: Rhythm,
): Promise<void> {
  if (actions.length === 0) return;
  await store.appendMany(
    actions.map((action) => ({
      stream: `${action}:${subject}`,
      expected: 'any' as const,
      events: [requested(action, subject, nominalTime, by, rhythm)],
    })),
  );
}

/** What the lifecycles' workflows read and write. They follow the CRM; they never change it. */
export function lifecycleActivities(store: EventStore, clock: Clock, playbook: Lifecycles): LifecycleActivities {
  const mirror = new SqlMirror(store.pool, SCHEMA);
  const frozen = async (): Promise<boolean> => (await businessClock(store.pool, SCHEMA)).mode === 'frozen';

  return {
    observeDeal: async ({ opportunityId, subStage: before, touchedAt }) => {
      const deal = await mirror.get('opportunity', opportunityId);
      const fields = deal?.fields ?? {};
      const subStage = (fields['subStage'] as string | undefined) ?? null;
      const outcome = fields['outcome'];
      const open = deal !== null && (outcome === undefined || outcome === null);
      const version = deal?.version ?? 0;
      if (open && subStage !== before) {
        const data = {
          opportunityId,
          subStage: subStage ?? 'unknown',
          from: before,
          missingCriteria: missingCriteria(playbook.readiness, subStage, fields),
        };
        await append(
          store,
          `deal/${opportunityId}`,
          'DealStageEntered',
          data,
          `${opportunityId}@${version}`,
          clock.now(),
        );
      }
      if (outcome === 'won' && before !== null)
        await openHandoff(store, clock, playbook.handoff, opportunityId, fields, `${opportunityId}@${version}`);
      if (!open) await markEnded(store, 'deal', opportunityId, clock.now());
      if (!open || (await frozen())) return { open, subStage, noTouchDueAt: null };
      const since = touchedAt === null ? clock.now() : new Date(touchedAt);
      const due = since.getTime() + playbook.deal.noTouchDays * 86_400_000;
      return { open, subStage, noTouchDueAt: new Date(due).toISOString() };
    },

    requestDealActions: ({ opportunityId, nominalTime }) =>
      appendRequests(store, playbook.deal.ask, `opportunity/${opportunityId}`, nominalTime, 'deal-lifecycle'),

    observeAccount: async ({ accountId }) => {
      const account = await mirror.get('account', accountId);
      const lifecycle = (account?.fields['lifecycle'] as string | undefined) ?? null;
      const live = account !== null && lifecycle !== 'former';
      if (!live) await markEnded(store, 'account', accountId, clock.now());
      if (!live || (await frozen())) return { live, lifecycle, nextDueAt: null };
      const days = (lifecycle === 'customer' ? playbook.customer : playbook.prospect).everyDays;
      const day = addDays(clock.now().toISOString().slice(0, 10), days);
      return { live, lifecycle, nextDueAt: `${day}T06:00:00.000Z` };
    },

    requestAccountActions: async ({ accountId, nominalTime }) => {
      const lifecycle = (await mirror.get('account', accountId))?.fields['lifecycle'];
      const actions = (lifecycle === 'customer' ? playbook.customer : playbook.prospect).ask;
      await appendRequests(store, actions, `account/${accountId}`, nominalTime, 'account-lifecycle');
    },

    runRhythm: async ({ name, nominalTime }) => {
      // Gives out attention, which is the docket's; it asks no agent.
      if (name === 'morning') return;
      // No day passes for a company whose business clock stands still: no age, silence or period changes its answer.
      if (await frozen()) return;
      await appendRequests(store, playbook.rhythm[name].ask, 'company', nominalTime, `rhythm-${name}`, name);
    },
  };
}

async function append(
  store: EventStore,
  stream: string,
  type: string,
  data: object,
  cause: string,
  occurredAt: Date,
): Promise<void> {
  const event = { id: eventId(cause, stream, type), type, data, occurredAt, correlationId: stream, causationId: cause };
  await store.append(stream, 'any', [{ ...event, actor: 'orchestrator' }]);
}

/** The deal's owner hands over to the account's owner, who acknowledges within the playbook's business days. */
async function openHandoff(
  store: EventStore,
  clock: Clock,
  { acknowledgeBusinessDays }: Lifecycles['handoff'],
  opportunityId: string,
  fields: Readonly<Record<string, unknown>>,
  cause: string,
): Promise<void> {
  const accountId = typeof fields['accountId'] === 'string' ? fields['accountId'] : null;
  const account = accountId === null ? null : await new SqlMirror(store.pool, SCHEMA).get('account', accountId);
  const [from, to] = [fields['ownerId'], account?.fields['ownerId']];
  const today = clock.now().toISOString().slice(0, 10);
  const data = {
    opportunityId,
    accountId,
    from: typeof from === 'string' ? from : null,
    to: typeof to === 'string' ? to : null,
    acknowledgeBy: addBusinessDays(today, acknowledgeBusinessDays, { timeZone: 'UTC', holidays: [] }),
  };
  await append(store, `handoff/${opportunityId}`, 'HandoffOpened', data, cause, clock.now());
}

async function markEnded(store: EventStore, kind: 'deal' | 'account', id: string, at: Date): Promise<void> {
  await store.pool.query('update orchestrator.lifecycle set ended_at = $3 where kind = $1 and id = $2', [kind, id, at]);
}
