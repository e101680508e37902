import { defineAction, type GatherContext } from '@salesagent/agent';
import { daysBetween } from '@salesagent/canon/sales';
import type { MirrorRow } from '@salesagent/mirror';
import { healthRules, scoreHealth, type HealthFacts } from './rules';

interface Facts extends Omit<HealthFacts, 'wonDeals'> {
  customer: boolean;
  /** Days since each won deal; null where no deal is recorded. */
  daysSinceWon: number[] | null;
}

export const healthScore = defineAction({
  id: 'health-score',
  rules: healthRules,
  needs: {
    account: ['name', 'lifecycle'],
    case: ['accountId', 'status', 'openedAt', 'closedAt', 'escalationLevel'],
    activity: ['accountId', 'type', 'direction', 'happenedAt'],
    contract: ['accountId', 'renewalDate', 'status'],
    opportunity: ['accountId', 'outcome', 'closedAt'],
  },
  on: [
    { event: 'CaseOpened' },
    { event: 'CaseEscalated' },
    { event: 'CaseClosed' },
    { event: 'ActivityLogged' },
    { event: 'ContractRecorded' },
    { event: 'ContractFieldsRevised' },
    { event: 'OpportunityWon' },
    'ImportCompleted',
    'ActionRequested',
  ],
  writes: ['agentHealthScore'],
  async gather(account, context): Promise<Facts> {
    const { mirror } = context;
    const won = (await mirror.where('opportunity', 'accountId', account.id)).filter(
      (d) => d.fields['outcome'] === 'won',
    );
    const contracts = await mirror.where('contract', 'accountId', account.id);
    const cases = await mirror.where('case', 'accountId', account.id);
    return {
      customer: account.fields['lifecycle'] === 'customer' || won.length > 0,
      openCases: (await context.holds('case'))
        ? cases.filter((c) => c.fields['status'] !== 'closed').map((c) => openCase(c, context.businessDate))
        : null,
      daysSinceContact: await daysSinceContact(account.id, context),
      daysToRenewal: nextRenewal(contracts, context.businessDate),
      daysSinceWon: (await context.holds('opportunity'))
        ? won.flatMap((d) => day(d.fields['closedAt']) ?? []).map((on) => daysBetween(on, context.businessDate))
        : null,
    };
  },
  decide({ customer, daysSinceWon, ...facts }, rules) {
    if (!customer) return { kind: 'nothing', reason: 'the account is not a customer' };
    // A win dated in the future has not happened, whatever the record says.
    const wonDeals = daysSinceWon?.filter((d) => d >= 0 && d <= rules.buyingDays).length ?? null;
    const health = scoreHealth({ ...facts, wonDeals }, rules);
    if (!health.known) {
      return { kind: 'nothing', reason: `not enough data: the CRM holds no ${health.missing.join(', no ')}` };
    }
    const { score, parts, missing, atRisk, why } = health;
    return {
      kind: 'insight',
      values: { score, parts, missing, atRisk, wonDeals },
      reasons: [...why, ...parts.map((p) => p.reason)],
      citations: ['6-growth/health-score#what-counts'],
      fields: { agentHealthScore: score },
    };
  },
});

const day = (value: unknown): string | null => (typeof value === 'string' ? value.slice(0, 10) : null);

function openCase({ fields }: MirrorRow, today: string): { ageDays: number; escalationLevel: number } {
  const opened = day(fields['openedAt']);
  const level = fields['escalationLevel'];
  return { ageDays: opened ? daysBetween(opened, today) : 0, escalationLevel: typeof level === 'number' ? level : 0 };
}

async function daysSinceContact(accountId: string, context: GatherContext): Promise<number | 'never' | null> {
  if (!(await context.holds('activity'))) return null;
  const ages = (await context.mirror.where('activity', 'accountId', accountId))
    .filter((a) => a.fields['direction'] === 'inbound' || a.fields['type'] === 'meeting')
    .flatMap((a) => day(a.fields['happenedAt']) ?? [])
    .map((on) => daysBetween(on, context.businessDate))
    .filter((age) => age >= 0);
  return ages.length > 0 ? Math.min(...ages) : 'never';
}

/** Days to the nearest renewal of an active contract; negative when that day has passed. */
function nextRenewal(contracts: MirrorRow[], today: string): number | null {
  const days = contracts
    .filter((c) => c.fields['status'] !== 'ended')
    .flatMap((c) => day(c.fields['renewalDate']) ?? [])
    .map((on) => daysBetween(today, on));
  return days.length > 0 ? Math.min(...days) : null;
}
