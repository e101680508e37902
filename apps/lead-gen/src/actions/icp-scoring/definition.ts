import { defineAction, type GatherContext } from '@salesagent/agent';
import { policySchema, proposeTier, type TieringRules } from '@salesagent/governance';
import { z } from 'zod';
import { icpRules, scoreIcp, type ClosedRecord, type IcpFacts } from './rules';

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** Thresholds of the tiers, from the same policy as the batch that is signed. */
const withTiering = z.looseObject({ tiering: policySchema.shape.tiering });

interface Facts extends IcpFacts {
  accountId: string;
  tiering: TieringRules | null;
}

/** The tier that the batch would give this account: one rule decides both. */
function suggestTier({ accountId, employees, revenue, tiering }: Facts, icpScore: number) {
  return tiering && proposeTier({ accountId, tier: null, icpScore, employees, revenue }, tiering);
}

export const icpScoring = defineAction({
  id: 'icp-scoring',
  rules: icpRules,
  needs: {
    account: ['name', 'employees', 'revenue', 'country', 'industry'],
    opportunity: ['outcome', 'accountId'],
  },
  on: [
    { event: 'AccountCreated' },
    { event: 'AccountFieldsRevised', fields: ['employees', 'revenue', 'country', 'industry'] },
    'ImportCompleted',
    'ActionRequested',
  ],
  writes: ['agentIcpScore', 'agentTierSuggestion'],
  async gather({ id, fields }, context): Promise<Facts> {
    const records = await closedRecords(context);
    const industry = text(fields['industry']);
    const policy = withTiering.safeParse(context.playbook.data('policy')?.value);
    return {
      accountId: id,
      tiering: policy.success ? policy.data.tiering : null,
      name: text(fields['name']),
      employees: number(fields['employees']),
      revenue: number(fields['revenue']),
      country: text(fields['country']),
      industry,
      industryRecord: records.get(industry ?? UNKNOWN) ?? { won: 0, closed: 0 },
      companyRecord: records.get(COMPANY) ?? { won: 0, closed: 0 },
    };
  },
  decide(facts, rules) {
    const { score, parts, unknown } = scoreIcp(facts, rules);
    const suggested = suggestTier(facts, score);
    const tierSuggestion = suggested?.proposed ?? null;
    return {
      kind: 'insight',
      values: { score, parts, unknown, tierSuggestion },
      reasons: [
        ...parts.map((p) => p.reason),
        ...(suggested ? [`${suggested.proposed} by the thresholds of the policy`] : []),
      ],
      citations: ['1-market/icp-scoring#what-counts'],
      fields: { agentIcpScore: score, agentTierSuggestion: tierSuggestion },
    };
  },
});

/** Key of the whole company beside its industries. */
const COMPANY = '*';
const UNKNOWN = '';

/** Won and closed deals by industry of the account, and of the company; read once a pass. */
function closedRecords(context: GatherContext): Promise<Map<string, ClosedRecord>> {
  return context.once('closed-records', async () => {
    const accounts = await context.mirror.all('account');
    const industryOf = new Map(accounts.map((a) => [a.id, text(a.fields['industry']) ?? UNKNOWN]));
    const records = new Map<string, ClosedRecord>();
    for (const deal of await context.mirror.all('opportunity')) {
      const outcome = deal.fields['outcome'];
      if (!outcome) continue;
      const industry = industryOf.get(text(deal.fields['accountId']) ?? '') ?? UNKNOWN;
      for (const key of [industry, COMPANY]) {
        const record = records.get(key) ?? { won: 0, closed: 0 };
        record.closed += 1;
        if (outcome === 'won') record.won += 1;
        records.set(key, record);
      }
    }
    return records;
  });
}
