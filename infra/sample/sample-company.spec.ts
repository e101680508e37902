import { createHash } from 'node:crypto';
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
