import { createHash } from 'node:crypto';
import { emptyCompany, measureKpis, periodUpTo } from '@salesagent/canon/kpi';
import { readExport, type ImportRecord } from '@salesagent/crm';
import { SAMPLE_ANCHOR, sampleCompany } from './sample-company';

describe('the sample company', () => {
  const files = sampleCompany();
  const reading = readExport(
    Object.entries(files).map(([name, text]) => ({ name, content: Buffer.from(text) })),
    { known: new Map(), today: '2026-11-01' },
  );
  const of = (type: Parameters<typeof reading.records.get>[0]): ImportRecord[] => reading.records.get(type)!;

  it('is the same on every machine', () => {
    const digest = (all: Record<string, string>) => createHash('sha256').update(JSON.stringify(all)).digest('hex');
    expect(digest(sampleCompany())).toBe(digest(files));
  });

  it('is read by the same import as any export, every column of it', () => {
    expect(reading.report.files.filter((f) => f.ignored)).toEqual([]);
    expect(reading.report.findings.filter((f) => f.kind === 'unmapped-column')).toEqual([]);
    expect(reading.report.asOf).toBe(SAMPLE_ANCHOR);
  });

  it('has the size and the dirt of a real CRM', () => {
    expect(of('account')).toHaveLength(400);
    expect(of('opportunity')).toHaveLength(2_000);
    expect(of('contact').length).toBeGreaterThan(1_100);
    const kinds = new Set(reading.report.findings.map((f) => f.kind));
    expect([...kinds]).toEqual(
      expect.arrayContaining(['possible-duplicate', 'likely-misspelling', 'missing-value', 'overdue-close-date']),
    );
  });

  it('wins like a real sales team: more often than not late in a quarter, hardly ever when old', () => {
    const closed = of('opportunity').filter((d) => d.fields['outcome'] !== undefined);
    const wins = closed.filter((d) => d.fields['outcome'] === 'won');
    const inMonth = (list: ImportRecord[], month: number) =>
      list.filter((d) => (Number(String(d.fields['closedAt']).slice(5, 7)) - 1) % 3 === month).length;
    expect(wins.length / closed.length).toBeGreaterThan(0.25);
    expect(wins.length / closed.length).toBeLessThan(0.75);
    expect(inMonth(wins, 2) / inMonth(closed, 2)).toBeGreaterThan(inMonth(wins, 0) / inMonth(closed, 0));
  });

  const weekend = (at: unknown): boolean => [0, 6].includes(new Date(String(at)).getUTCDay());
  const share = <T>(list: readonly T[], is: (item: T) => boolean): number => list.filter(is).length / list.length;

  it('works on weekdays', () => {
    expect(share(of('activity'), (a) => weekend(a.fields['happenedAt']))).toBeLessThan(0.05);
    const closed = of('opportunity').filter((d) => d.fields['outcome'] !== undefined);
    expect(share(closed, (d) => weekend(d.fields['closedAt']))).toBeLessThan(0.05);
  });

  it('renews and expands only after a win, and has one open deal an account and product', () => {
    const deals = of('opportunity').filter((d) => d.fields['accountId']);
    const firstWin = new Map<string, string>();
    for (const { fields } of deals) {
      if (fields['outcome'] !== 'won') continue;
      const [account, day] = [String(fields['accountId']), String(fields['closedAt'])];
      if (day < (firstWin.get(account) ?? '9')) firstWin.set(account, day);
    }
    const before = deals.filter(({ fields }) => {
      const win = firstWin.get(String(fields['accountId']));
      return fields['type'] !== 'new' && (win === undefined || win > String(fields['createdAt']));
    });
    // A few wins stand without their account: that is the dirt.
    expect(before.length).toBeLessThan(20);
    const open = deals.filter((d) => d.fields['outcome'] === undefined);
    expect(new Set(open.map((d) => `${d.fields['accountId']}/${d.fields['productId']}`)).size).toBe(open.length);
    expect(share(deals, (d) => d.fields['type'] === 'new')).toBeGreaterThan(0.3);
  });

  it('answers within hours and writes notes that fit the call', () => {
    const spoken = of('activity').filter((a) => a.fields['disposition'] === 'no-show' && a.fields['notes']);
    expect(spoken.some((a) => /users|vendor|percent/.test(String(a.fields['notes'])))).toBe(false);
    expect(new Set(of('activity').map((a) => a.fields['notes'])).size).toBeGreaterThan(300);
    const activities = of('activity').map(({ id, fields: f }) => ({
      id: id!,
      accountId: (f['accountId'] as string | undefined) ?? null,
      opportunityId: null,
      direction: f['direction'] as string,
      happenedAt: f['happenedAt'] as string,
      byAgent: null,
    }));
    const company = { ...emptyCompany(SAMPLE_ANCHOR), activities };
    const [kpi] = measureKpis(company, periodUpTo('all', SAMPLE_ANCHOR), { only: ['response-time'] });
    expect(kpi!.value).toBeGreaterThan(1);
    expect(kpi!.value).toBeLessThan(8);
  });

  it('holds contracts whose annual value is what their deal says', () => {
    const deals = new Map(of('opportunity').map((d) => [d.id, d.fields]));
    for (const { fields } of of('contract')) {
      const deal = deals.get(String(fields['opportunityId']))!;
      const recurring = Number(deal['amount']) - Number(deal['oneOffAmount'] ?? 0);
      expect(fields['annualValue']).toBe(Math.round((recurring / Number(deal['termMonths'])) * 12));
    }
  });

  it.each(['T1', 'T2', 'T3'])('has deals that are ready for a proposal on %s accounts', (tier) => {
    const accounts = new Set(
      of('account')
        .filter((a) => a.fields['tier'] === tier)
        .map((a) => a.id),
    );
    const ready = of('opportunity').filter(({ fields }) => {
      const evidence = fields['meddicc'] as Record<string, number> | undefined;
      const atStage = fields['subStage'] === '4.3' || fields['subStage'] === '5.1';
      return (
        atStage &&
        accounts.has(String(fields['accountId'])) &&
        (evidence?.['decisionCriteria'] ?? 0) >= 2 &&
        (evidence?.['champion'] ?? 0) >= 2
      );
    });
    expect(ready.length).toBeGreaterThanOrEqual(3);
  });
});
