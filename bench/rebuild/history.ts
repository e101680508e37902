import type { Pool } from 'pg';
import { eventDefinition, type Source } from '@salesagent/canon/events';

export const COMPANY = 'bench';
/** How far apart two events of a deal are, in deals that begin meanwhile: so many are alive at once. */
const ALIVE = 2_500;

/** An event of a deal's life. `{n}` is the deal's number; `"#n"` the same as a number. */
interface Step {
  type: string;
  source: Source;
  key: string;
  data: Record<string, unknown>;
}

const deal = (type: string, recordVersion: number, set: Record<string, unknown>, by = 'rep-1'): Step => ({
  type,
  source: 'gateway',
  key: 'opportunity/D{n}',
  data: { recordType: 'opportunity', recordId: 'D{n}', recordVersion, set, by },
});

const insight = (action: string, values: Record<string, unknown>, reason: string): Step => ({
  type: 'InsightRecorded',
  source: 'qualification',
  key: `${action}:opportunity/D{n}`,
  data: {
    action,
    subject: 'opportunity/D{n}',
    businessDate: '2017-06-30',
    values,
    reasons: [reason],
    citations: [`4-progression/${action}#why`],
    playbookVersion: 'p1',
  },
});

const ALERT = 'stalled-deal-alert:opportunity/D{n}';
const OWNER = { role: 'owner', personId: 'rep-1' };
const gate = (type: string, data: Record<string, unknown>): Step => ({
  type,
  source: 'orchestrator',
  key: `${ALERT}:1`,
  data: { actionId: `${ALERT}:1`, ...data },
});

const PROPOSED = {
  actionId: `${ALERT}:1`,
  action: 'stalled-deal-alert',
  agent: 'qualification',
  effect: 'task',
  subject: 'opportunity/D{n}',
  accountId: 'account-1',
  ownerId: 'rep-1',
  tier: 'T2',
  title: 'Deal {n} has waited for 97 days',
  why: 'Four of five deals that were won had closed by day 93.',
  facts: { ageDays: 97, p80Days: 93, wonDeals: 4238, subStage: '4.2' },
  evidence: [{ label: 'Age in days', value: 97, source: 'opportunity/D{n}#engagedAt' }],
  citations: ['4-progression/stalled-deal-alert#why'],
  draft: 'It has waited for 97 days. Ask the person who feels the pain what has changed.',
  change: {
    kind: 'task',
    ownerId: 'rep-1',
    title: 'Ask what has changed',
    body: 'Ask the person who feels the pain.',
    dueInBusinessDays: 2,
  },
  digest: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  recordVersion: 9,
  attention: { pWin: 0.5, amount: 1_000, uplift: 0.1, minutes: 10, hourlyCost: 60, expectedValue: 40, priors: [] },
  playbookVersion: 'p1',
  businessDate: '2017-06-30',
};

/** Twenty events: twelve of the record, four insights, a proposal and its way to a person's inbox. */
const LIFE: readonly Step[] = [
  deal('OpportunityCreated', 1, {
    name: 'Deal {n}',
    accountId: 'account-1',
    ownerId: 'rep-1',
    productId: 'product-1',
    crmStage: 'Prospecting',
    subStage: '3.1',
    createdAt: '2017-01-02T09:00:00.000Z',
  }),
  deal('AmountRevised', 2, { amount: '#n', currency: 'USD' }),
  deal('OpportunityStageMoved', 3, { subStage: '3.2' }),
  insight('deal-scoring', { winProbability: 0.61, n: 4238 }, 'Deals of this age were won in 61 of 100 cases.'),
  deal('OpportunityFieldsRevised', 4, { agentWinProbability: 0.61 }, 'deal-scoring:opportunity/D{n}:1'),
  deal('CloseDatePulledIn', 5, { expectedCloseDate: '2017-06-30' }),
  deal('OpportunityStageMoved', 6, { crmStage: 'Engaging', subStage: '4.1', engagedAt: '2017-03-01T09:00:00.000Z' }),
  insight('meddicc-completeness', { letters: 3, gaps: ['champion'] }, 'The champion is not known.'),
  deal('MeddiccEvidenceRecorded', 7, { meddicc: { decisionCriteria: 2, champion: 1, identifiedPain: 2 } }),
  deal('OpportunityStageMoved', 8, { subStage: '4.2', stageEnteredAt: '2017-04-01T09:00:00.000Z' }),
  insight('deal-risk', { risks: ['Silent'] }, 'Nobody spoke to them for 30 days.'),
  deal('OpportunityFieldsRevised', 9, { agentRisk: { risks: ['Silent'] } }, 'deal-risk:opportunity/D{n}:1'),
  { type: 'ActionProposed', source: 'qualification', key: ALERT, data: PROPOSED },
  gate('ActionQueued', { action: 'stalled-deal-alert', ownerId: 'rep-1', expectedValue: 40 }),
  gate('ActionAdmitted', { action: 'stalled-deal-alert', wave: '2017-06-30', rank: 1, assignee: OWNER }),
  gate('ApprovalRequested', {
    digest: PROPOSED.digest,
    policyVersion: 'v1',
    approver: OWNER,
    expiresAt: '2026-12-01T00:00:00.000Z',
  }),
  insight('deal-scoring', { winProbability: 0.43, n: 4238 }, 'Deals of this age were won in 43 of 100 cases.'),
  deal('CloseDatePushed', 10, { expectedCloseDate: '2017-08-31' }),
  deal('AmountRevised', 11, { amount: '#n' }),
  deal('OpportunityWon', 12, { outcome: 'won', subStage: '5.3', closedAt: '2017-08-15T09:00:00.000Z' }),
];
export const EVENTS_A_DEAL = LIFE.length;

/** The steps as events whose placeholders the database fills in. Checked here, against the schemas of their types. */
function templates(): { topic: string; key: string; event: string }[] {
  const sequences = new Map<string, number>();
  return LIFE.map(({ type, source, key, data }) => {
    const definition = eventDefinition(type);
    if (!definition) throw new Error(`There is no event ${type}.`);
    definition.schema.parse(JSON.parse(JSON.stringify(data).replaceAll('"#n"', '1')));
    const sequence = (sequences.get(`${source} ${key}`) ?? 0) + 1;
    sequences.set(`${source} ${key}`, sequence);
    const topic = `${COMPANY}.${definition.topic}`;
    const event = {
      id: '{id}',
      type,
      version: definition.version,
      source,
      company: COMPANY,
      topic,
      key,
      sequence,
      occurredAt: '2017-06-30T12:00:00.000Z',
      recordedAt: '2026-11-01T08:00:00.000Z',
      correlationId: 'bench',
      causationId: 'bench',
      data,
    };
    return { topic, key, event: JSON.stringify(event) };
  });
}

/** Puts the lives of `deals` deals on the bus, many of them at a time side by side as they happen. */
export async function publishHistory(pool: Pool, deals: number): Promise<number> {
  const steps = templates();
  const { rowCount } = await pool.query(
    `with partitions as (select count(*)::bigint as n from bus.partition),
     happened as (
       select replace(t.key, '{n}', d::text) as key, t.topic, d + ${ALIVE}::bigint * t.at as at, t.at as step,
              replace(replace(replace(t.event, '"#n"', d::text), '{n}', d::text), '{id}', md5(d || '/' || t.at)) as event
       from generate_series(1, $4::int) d,
            unnest($1::text[], $2::text[], $3::text[]) with ordinality as t(topic, key, event, at))
     insert into bus.log (partition, position, topic, key, event)
     select p, row_number() over (partition by p order by at, step), topic, key, event::json
     from (select h.*, (crc32(convert_to(h.key, 'UTF8')) % n)::int as p from happened h, partitions) placed`,
    [steps.map((s) => s.topic), steps.map((s) => s.key), steps.map((s) => s.event), deals],
  );
  await pool.query(
    `update bus.partition p set head = l.head
     from (select partition, max(position) as head from bus.log group by partition) l where l.partition = p.id`,
  );
  await pool.query('vacuum analyze bus.log');
  return rowCount ?? 0;
}
