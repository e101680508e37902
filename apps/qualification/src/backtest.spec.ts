import { assumptionsOf, backtest, keeping, type BacktestAsked, type BacktestResult } from '@salesagent/agent';
import { pastCompany, pastOf, PLAYBOOKS, recordEvent, seeded } from '@salesagent/agent/testing';
import type { IntegrationEvent, RecordEventData } from '@salesagent/canon/events';
import { describeSalesOpportunities, IMPORTED_ON, rowsOf } from '@salesagent/canon/testing';
import { compilePlaybook } from '@salesagent/playbook';
import { actions } from './actions';

jest.setTimeout(120_000);
const playbook = compilePlaybook(PLAYBOOKS);

async function run(events: readonly IntegrationEvent[], asked: BacktestAsked): Promise<BacktestResult> {
  const chosen = actions.filter((a) => !asked.actions || asked.actions.includes(a.id));
  const past = pastOf(events, keeping(chosen, assumptionsOf(asked.assume ?? [])));
  const open = (value: unknown): Promise<unknown> => Promise.resolve(value);
  return backtest(asked, { actions, playbook, ...past, open, breathe: () => Promise.resolve() });
}

const [BEGIN, END] = ['2025-06-01', '2026-03-31'];
const period = { from: '2025-11-01', to: END, insights: true };

/** Everything a run decided by a day, to the byte. */
function decidedBy(day: string, { candidates, notes }: BacktestResult): string {
  return JSON.stringify([candidates.filter((c) => c.day <= day), notes.filter((n) => n.day <= day)]);
}

describe('a backtest sees nothing of a later day', () => {
  it.each([1, 2, 3, 4])('whatever is altered after a day (company %i)', async (seed) => {
    const events = pastCompany(seed, BEGIN, END, 150);
    const day = '2026-01-15';
    const random = seeded(seed + 100);
    const altered = events.flatMap((event): IntegrationEvent[] => {
      if (event.occurredAt.slice(0, 10) <= day) return [event];
      if (random() < 0.2) return [];
      const data = event.data as RecordEventData;
      const flipped = event.type === 'OpportunityWon' ? 'OpportunityLost' : event.type;
      const set = { ...data.set, amount: 7, ownerId: 'P9', ...(data.set['outcome'] && { outcome: 'lost' }) };
      return [{ ...event, type: flipped, data: { ...data, set } }];
    });
    const [as, other] = [await run(events, period), await run(altered, period)];
    expect(as.candidates.length).toBeGreaterThan(10);
    expect(decidedBy(day, other)).toBe(decidedBy(day, as));
    expect(decidedBy(END, other)).not.toBe(decidedBy(END, as));
  });

  it('nor of what an import says without a date', async () => {
    const importDay = '2026-02-15';
    const before = '2026-02-14';
    const run_ = (change: (data: RecordEventData) => RecordEventData['set']) =>
      run(
        pastCompany(5, BEGIN, END, 150, importDay).map((event) => {
          const data = event.data as RecordEventData;
          return data.undated ? { ...event, data: { ...data, set: change(data) } } : event;
        }),
        period,
      );
    const as = await run_((data) => data.set);
    const altered = await run_((data) => ({ ...data.set, ownerId: 'somebody else', amount: 1 }));
    expect(decidedBy(before, altered)).toBe(decidedBy(before, as));
    expect(as.candidates.filter((c) => c.day <= before)).toEqual([]);
    expect(as.candidates.length).toBeGreaterThan(0);
    expect(as.actions.find((a) => a.action === 'stalled-deal-alert')?.reasons).toContainEqual({
      reason: 'the deal has no owner who could act',
      subjects: expect.any(Number),
    });
  });

  it('unless it is told to assume it', async () => {
    const events = pastCompany(5, BEGIN, END, 150, '2026-02-15');
    const assumed = await run(events, { ...period, assume: ['opportunity.ownerId'] });
    const early = assumed.candidates.filter((c) => c.day < '2026-02-15');
    expect(early.length).toBeGreaterThan(5);
    expect(early.every((c) => c.ownerId !== null && c.priors.includes('amount'))).toBe(true);
  });
});

describe('a backtest', () => {
  const events = pastCompany(7, BEGIN, END, 150);

  it('makes one proposal of a stall, which runs out, rests and may come again', async () => {
    const { candidates, ended } = await run(events, { ...period, actions: ['stalled-deal-alert'] });
    const times = new Map<string, number>();
    for (const { subject } of candidates) times.set(subject, (times.get(subject) ?? 0) + 1);
    expect(times.size).toBeGreaterThan(10);
    const days = candidates.map((c) => Date.parse(c.day));
    expect(Math.max(...days)).toBeGreaterThan(Math.min(...days));
    expect(Math.max(...times.values())).toBeLessThanOrEqual(4);
    expect(new Set(Object.values(ended).map((e) => e.how))).toEqual(new Set(['expired', 'superseded']));
  });

  it('tells what became of the deals, and what became of others beside them', async () => {
    const { candidates, afterwards, actions: of } = await run(events, { ...period, actions: ['stalled-deal-alert'] });
    const what = new Set(candidates.map((c) => afterwards[c.actionId]?.what));
    expect(what).toEqual(new Set(['won', 'lost', 'nothing', 'too early to say'].filter((w) => what.has(w as never))));
    expect(what.size).toBeGreaterThan(1);
    for (const c of candidates) {
      const after = afterwards[c.actionId]!;
      if (after.day !== null) expect(after.day > c.day || c.at.slice(0, 10) === after.day).toBe(true);
      expect(after.mattered).toBe(after.what === 'too early to say' ? null : after.what !== 'nothing');
    }
    expect(of[0]?.bases?.otherLive.n).toBeGreaterThan(0);
  });

  it('tries other values of a section', async () => {
    const asked = { ...period, actions: ['stalled-deal-alert'] };
    const as = await run(events, asked);
    const cheaper = await run(events, {
      ...asked,
      overrides: { 'stalled-deal-alert': { attention: { minutes: 5 }, rules: { otherwise: 'Call.' } } },
    });
    expect(cheaper.candidates.map((c) => c.subject)).toEqual(as.candidates.map((c) => c.subject));
    expect(new Set(cheaper.candidates.map((c) => c.minutes))).toEqual(new Set([5]));
    const risk = { ...period, actions: ['deal-risk'] };
    const severe = { 'deal-risk': { rules: { severity: { stalled: 'high' } } } };
    const [was, is] = [await run(events, risk), await run(events, { ...risk, overrides: severe })];
    const levels = ({ notes }: BacktestResult): number => notes.filter((n) => n.said.startsWith('level: high.')).length;
    expect(levels(is)).toBeGreaterThan(levels(was));
    const of = ({ notes }: BacktestResult): string[] => notes.map((n) => `${n.subject} ${n.day} ${n.values}`);
    const before = new Set(of(was));
    const unchanged = of(is).filter((note) => before.has(note)).length;
    expect(unchanged).toBeGreaterThan(0);
    expect(unchanged).toBeLessThan(is.notes.length);
  });

  it.each([
    [{ rules: { dueInBusinessDay: 3 } }, 'stalled-deal-alert.rules.dueInBusinessDay', 'dueInBusinessDays'],
    [{ rules: { dueInBusinessDays: 'soon' } }, 'stalled-deal-alert.rules.dueInBusinessDays', '"dueInBusinessDays":2'],
    [{ attention: { uplift: 3 } }, 'attention.uplift', '"uplift":0.04'],
  ])('refuses %j, naming the place and what the section holds', async (override, place, remedy) => {
    const refused = run(events, { ...period, overrides: { 'stalled-deal-alert': override } });
    await expect(refused).rejects.toMatchObject({
      code: 'bad-override',
      message: expect.stringContaining(place),
      remedy: expect.stringContaining(remedy),
    });
  });

  it('refuses a period, an action and an assumption that are none', async () => {
    const refusal = (asked: Partial<BacktestAsked>) => run(events, { ...period, ...asked }).catch((e: unknown) => e);
    expect(await refusal({ from: '2026-04-01' })).toMatchObject({ code: 'bad-period' });
    expect(await refusal({ from: '2030-01-01', to: '2030-02-01' })).toMatchObject({
      message: expect.stringContaining('Nothing is known from 2030-01-01 on: the newest event is of 2026-03-'),
    });
    expect(await refusal({ overrides: { 'proposal-draft': {} } })).toMatchObject({ code: 'unknown-action' });
    expect(await refusal({ assume: ['opportunity.owner'] })).toMatchObject({
      code: 'bad-assumption',
      remedy: expect.stringContaining('ownerId'),
    });
  });
});

/** The export as the gateway tells of it: what has a date on its day, the rest on the day of the import. */
function exported(): IntegrationEvent[] {
  return rowsOf('sales_pipeline.csv').flatMap((row) => {
    const ref = `opportunity/${row['opportunity_id']}`;
    const midnight = (day: string): string => `${day}T00:00:00.000Z`;
    const [engaged, closed] = [row['engage_date'], row['close_date']];
    const events: IntegrationEvent[] = [];
    const say = (type: string, day: string, set: Record<string, unknown>, more = {}): void =>
      void events.push(recordEvent(type, ref, events.length + 1, day, set, more));
    const born = engaged && { subStage: '4.1', createdAt: midnight(engaged), engagedAt: midnight(engaged) };
    if (born) say('OpportunityCreated', engaged, born);
    else say('OpportunityCreated', IMPORTED_ON, { subStage: '3.2' }, { undated: true });
    if (closed) {
      const won = row['deal_stage'] === 'Won';
      const set = { outcome: won ? 'won' : 'lost', subStage: '5.3', closedAt: midnight(closed) };
      if (won) say('OpportunityWon', closed, { ...set, amount: Number(row['close_value']) });
      else say('OpportunityLost', closed, set);
    }
    const rest = { ownerId: row['sales_agent'], productId: row['product'] };
    say('OpportunityFieldsRevised', IMPORTED_ON, rest, { undated: true });
    return events;
  });
}

describeSalesOpportunities('a backtest on a real export', () => {
  it('alerts on the day of the import on the 176 deals that the live system alerts on', async () => {
    const asked = { from: IMPORTED_ON, actions: ['stalled-deal-alert'] };
    const { candidates, to, afterwards } = await run(exported(), asked);
    expect(to).toBe(IMPORTED_ON);
    expect(candidates).toHaveLength(176);
    expect(new Set(candidates.map((c) => c.ownerId)).size).toBe(21);
    expect(new Set(Object.values(afterwards).map((a) => a.what))).toEqual(new Set(['too early to say']));
  });
});
