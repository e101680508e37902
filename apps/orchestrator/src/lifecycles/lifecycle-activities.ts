import type { EventStore } from '@salesagent/event-store';
import type { Calendar, Lifecycles } from '@salesagent/governance';
import { businessClock, SqlMirror } from '@salesagent/mirror';
import type { Clock } from '@salesagent/platform';
import type { LifecycleActivities } from '@salesagent/workflow/contracts';
import { lookAtAccount } from './account-look';
import { lookAtDeal } from './deal-look';
import type { Handoffs } from './handoffs';
import { appendRequests } from './requests';

const SCHEMA = 'orchestrator';

export interface LifecycleParts {
  store: EventStore;
  clock: Clock;
  playbook: Lifecycles;
  handoffs: Handoffs;
  /** Working days and time zone of the policy in force. */
  calendar: () => Promise<Calendar>;
}

/** What the lifecycles' workflows read and write. They follow the CRM; they never change it. */
export function lifecycleActivities(parts: LifecycleParts): LifecycleActivities {
  const { store, playbook, handoffs } = parts;
  const frozen = async (): Promise<boolean> => (await businessClock(store.pool, SCHEMA)).mode === 'frozen';

  return {
    observeDeal: (memory) => lookAtDeal({ ...parts, frozen }, memory),

    requestDealActions: ({ opportunityId, what, nominalTime }) => {
      const occasion = { nominalTime, by: 'deal-lifecycle', because: what };
      return appendRequests(store, dealActions(playbook, what), `opportunity/${opportunityId}`, occasion);
    },

    handoffOverdue: ({ opportunityId, nominalTime }) => handoffs.overdue(opportunityId, nominalTime),

    observeAccount: (memory) => lookAtAccount({ ...parts, frozen }, memory),

    requestAccountActions: async ({ accountId, what, nominalTime }) => {
      const account = await new SqlMirror(store.pool, SCHEMA).get('account', accountId);
      const actions = accountActions(playbook, what, account?.fields['lifecycle'] === 'customer');
      const occasion = { nominalTime, by: 'account-lifecycle', because: what };
      await appendRequests(store, actions, `account/${accountId}`, occasion);
    },

    runRhythm: async ({ name, nominalTime }) => {
      // Gives out attention, which is the docket's; it asks no agent.
      if (name === 'morning') return;
      // No day passes for a company whose business clock stands still: no age, silence or period changes its answer.
      if (await frozen()) return;
      const occasion = { nominalTime, by: `rhythm-${name}`, rhythm: name };
      await appendRequests(store, playbook.rhythm[name].ask, 'company', occasion);
    },
  };
}

/** Of `meeting:V-4` and its like: what comes before the colon. Work in flight from 0.1.0 knew one reason and gave none. */
const kindOf = (what: string | undefined, only: string): string => (what ?? only).split(':')[0]!;

function dealActions({ deal }: Lifecycles, what: string | undefined): Lifecycles['deal']['ask'] {
  switch (kindOf(what, 'silence')) {
    case 'stall':
      return deal.stall.ask;
    case 'meeting':
      return deal.meeting.ask;
    case 'close-date':
      return deal.closeDatePassed.ask;
    default:
      return deal.ask;
  }
}

function accountActions(
  { customer, prospect, renewal, qbr }: Lifecycles,
  what: string | undefined,
  isCustomer: boolean,
): Lifecycles['prospect']['ask'] {
  const rhythm = isCustomer ? customer : prospect;
  switch (kindOf(what, 'cadence')) {
    case 'renewal':
      return renewal.ask;
    case 'qbr':
      return qbr.ask;
    case 'silence':
      return rhythm.silence.ask;
    default:
      return rhythm.ask;
  }
}
