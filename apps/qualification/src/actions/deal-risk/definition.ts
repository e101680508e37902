import { defineAction, type GatherContext } from '@salesagent/agent';
import type { MirrorRow } from '@salesagent/mirror';
import {
  curveFor,
  day,
  inProgression,
  STANDING_FIELDS,
  standingOf,
  startOf,
  subStageOf,
  text,
} from '../../deals/open-deal';
import { decideRisk, riskRules, type RiskFacts, type RiskRules } from './rules';

export const dealRisk = defineAction<RiskFacts, RiskRules>({
  id: 'deal-risk',
  rules: riskRules,
  needs: {
    opportunity: [
      ...STANDING_FIELDS,
      'accountId',
      'contactId',
      'expectedCloseDate',
      'nextStep',
      'nextStepDate',
      'competitor',
    ],
    activity: ['opportunityId', 'accountId', 'contactId', 'type', 'direction', 'happenedAt'],
    contact: ['accountId', 'role'],
    case: ['accountId', 'status', 'escalationLevel'],
  },
  counts: ['OpportunityStageMoved', 'CloseDatePushed'],
  uses: { winCurve: true },
  on: [
    { event: 'OpportunityCreated' },
    { event: 'OpportunityStageMoved' },
    { event: 'OpportunityReopened' },
    { event: 'CloseDatePushed' },
    { event: 'CloseDatePulledIn' },
    { event: 'OpportunityFieldsRevised', fields: ['nextStep', 'nextStepDate', 'competitor', 'contactId', 'accountId'] },
    { event: 'ActivityLogged' },
    { event: 'ContactCreated' },
    { event: 'ContactRoleAssigned' },
    { event: 'CaseOpened' },
    { event: 'CaseEscalated' },
    { event: 'CaseClosed' },
    'ImportCompleted',
    'WinCurveFitted',
    'ActionRequested',
  ],
  writes: ['agentRisk'],
  eligible: inProgression,
  async gather(deal, context): Promise<RiskFacts> {
    const { standing, ageDays, daysInSubStage } = await standingOf(deal, context);
    const ageFrom = ageFromOf(deal);
    const curve = context.winCurve ? curveFor(deal, context.winCurve).curve : null;
    const datesHeld = await context.holds('opportunity', 'expectedCloseDate');
    const pushed = await context.tally(`opportunity/${deal.id}`, 'CloseDatePushed');
    const stepsHeld =
      (await context.holds('opportunity', 'nextStep')) || (await context.holds('opportunity', 'nextStepDate'));
    return {
      dealId: deal.id,
      subStage: subStageOf(deal),
      standing,
      ageDays,
      ageFrom,
      oldestWonDays: curve?.oldestWonDays ?? null,
      waitedDays: daysInSubStage ?? ageDays,
      waitedFrom: daysInSubStage === null ? ageFrom : 'subStage',
      p80Days: curve?.wonP80Days ?? null,
      closeDate: datesHeld ? { date: day(deal.fields['expectedCloseDate']) } : null,
      pushes: datesHeld ? pushed.count : null,
      ...(await heard(deal, context)),
      ...(await accountFacts(deal, context)),
      nextStep: stepsHeld
        ? { recorded: Boolean(deal.fields['nextStep']), date: day(deal.fields['nextStepDate']) }
        : null,
      competitor: (await context.holds('opportunity', 'competitor')) ? { name: text(deal.fields['competitor']) } : null,
    };
  },
  decide: decideRisk,
});

const ageFromOf = (deal: MirrorRow): RiskFacts['ageFrom'] =>
  day(deal.fields['engagedAt']) === null ? 'createdAt' : 'engagedAt';

/** The buyer speaks in what comes in, in calls and in meetings; what we send or note down is not heard from them. */
const fromBuyer = (activity: MirrorRow): boolean =>
  activity.fields['direction'] === 'inbound' || ['call', 'meeting'].includes(text(activity.fields['type']) ?? '');

async function heard(deal: MirrorRow, context: GatherContext): Promise<Pick<RiskFacts, 'lastHeard' | 'contactsHeard'>> {
  if (!(await context.holds('activity', 'opportunityId'))) return { lastHeard: null, contactsHeard: null };
  const all = (await context.mirror.where('activity', 'opportunityId', deal.id)).filter(fromBuyer);
  const newest = all.reduce<MirrorRow | null>(
    (best, a) => ((day(a.fields['happenedAt']) ?? '') > (day(best?.fields['happenedAt']) ?? '') ? a : best),
    null,
  );
  const people = new Set(all.map((a) => text(a.fields['contactId'])).filter((id) => id !== null));
  return {
    lastHeard: {
      date: day(newest?.fields['happenedAt']) ?? startOf(deal),
      source: newest ? `activity/${newest.id}#happenedAt` : `opportunity/${deal.id}#${ageFromOf(deal)}`,
    },
    contactsHeard: (await context.holds('activity', 'contactId')) ? people.size : null,
  };
}

/** What the account's contacts and cases say; nothing can be known of a deal without an account. */
async function accountFacts(
  deal: MirrorRow,
  context: GatherContext,
): Promise<Pick<RiskFacts, 'buyerKnown' | 'escalatedCases'>> {
  const accountId = text(deal.fields['accountId']);
  if (accountId === null) return { buyerKnown: null, escalatedCases: null };
  const contacts = (await context.holds('contact', 'role'))
    ? await context.mirror.where('contact', 'accountId', accountId)
    : null;
  const cases = (await context.holds('case')) ? await context.mirror.where('case', 'accountId', accountId) : null;
  const escalated = cases?.filter(
    (c) => c.fields['status'] !== 'closed' && Number(c.fields['escalationLevel'] ?? 0) > 0,
  );
  return {
    buyerKnown: contacts ? contacts.some((c) => c.fields['role'] === 'EB') : null,
    escalatedCases: escalated ? { ids: escalated.map((c) => c.id) } : null,
  };
}
