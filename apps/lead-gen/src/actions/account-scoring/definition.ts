import { defineAction, type GatherContext } from '@salesagent/agent';
import { classifyDeal, type WonAges } from '@salesagent/canon/kpi';
import { daysBetween } from '@salesagent/canon/sales';
import type { MirrorRow } from '@salesagent/mirror';
import { accountScoreRules, scoreAccount } from './rules';

/** Facts about an account; how recent a won deal must be is the playbook's to say, so days are kept, not counts. */
interface Facts {
  icpScore: number | null;
  daysSinceContact: number | null;
  activitiesRecorded: boolean;
  liveDeals: number;
  daysSinceWon: number[];
}

export const accountScoring = defineAction({
  id: 'account-scoring',
  rules: accountScoreRules,
  needs: {
    account: ['name', 'agentIcpScore'],
    opportunity: ['accountId', 'outcome', 'subStage', 'engagedAt', 'createdAt', 'closedAt'],
    activity: ['accountId', 'type', 'direction', 'happenedAt'],
  },
  uses: { winCurve: true },
  on: [
    { event: 'AccountFieldsRevised', fields: ['agentIcpScore'] },
    { event: 'ActivityLogged' },
    { event: 'OpportunityCreated' },
    { event: 'OpportunityWon' },
    { event: 'OpportunityLost' },
    'ImportCompleted',
    'WinCurveFitted',
    'ActionRequested',
  ],
  writes: ['agentAccountScore'],
  async gather(account, context): Promise<Facts> {
    const deals = await context.mirror.where('opportunity', 'accountId', account.id);
    const won = deals.filter((d) => d.fields['outcome'] === 'won' && day(d.fields['closedAt']));
    const score = account.fields['agentIcpScore'];
    return {
      icpScore: typeof score === 'number' ? score : null,
      daysSinceContact: await daysSinceTwoWayContact(account.id, context),
      activitiesRecorded: await context.holds('activity'),
      liveDeals: deals.filter((d) => isLive(d, context)).length,
      daysSinceWon: won.map((d) => daysBetween(day(d.fields['closedAt']) ?? '', context.businessDate)),
    };
  },
  decide({ icpScore, daysSinceWon, ...facts }, rules) {
    if (icpScore === null) return { kind: 'nothing', reason: 'the account has no ICP score yet' };
    // A win dated in the future has not happened, whatever the record says.
    const wonDeals = daysSinceWon.filter((d) => d >= 0 && d <= rules.historyDays).length;
    const { score, parts, unknown } = scoreAccount({ ...facts, icpScore, wonDeals }, rules);
    return {
      kind: 'insight',
      values: { score, parts, unknown, wonDeals },
      reasons: parts.map((p) => p.reason),
      citations: ['2-account/account-scoring#what-counts'],
      fields: { agentAccountScore: score },
    };
  },
});

const day = (value: unknown): string | null => (typeof value === 'string' ? value.slice(0, 10) : null);

/** Open, in discovery or later, and not older than any deal ever won: live and stalled alike, so no segment matters. */
function isLive(deal: MirrorRow, context: GatherContext): boolean {
  const { fields } = deal;
  const ages: WonAges = context.winCurve?.company ?? { oldestWonDays: null, wonP80Days: null };
  const { standing } = classifyDeal(
    {
      outcome: fields['outcome'] === 'won' || fields['outcome'] === 'lost' ? fields['outcome'] : null,
      subStage: typeof fields['subStage'] === 'string' ? fields['subStage'] : null,
      engagedOn: day(fields['engagedAt']),
      createdOn: day(fields['createdAt']),
      closedOn: day(fields['closedAt']),
      subStageSince: null,
    },
    ages,
    context.businessDate,
  );
  return standing === 'active' || standing === 'stalled';
}

/** An inbound activity or a meeting: somebody there talked to us. */
async function daysSinceTwoWayContact(accountId: string, context: GatherContext): Promise<number | null> {
  const activities = await context.mirror.where('activity', 'accountId', accountId);
  const days = activities
    .filter((a) => a.fields['direction'] === 'inbound' || a.fields['type'] === 'meeting')
    .flatMap((a) => day(a.fields['happenedAt']) ?? [])
    .map((on) => daysBetween(on, context.businessDate))
    .filter((age) => age >= 0);
  return days.length > 0 ? Math.min(...days) : null;
}
