import type { RecordType } from '@salesagent/canon/sales';
import { describeSalesOpportunities, IMPORTED_ON, SALES_OPPORTUNITIES } from '@salesagent/canon/testing';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readExport } from '../csv/read-export';
import { companyScore } from './company-score';
import type { QualityRecord } from './duplicates';
import { measureQuality } from './quality';
import { qualityText } from './quality-text';

const measure = (type: RecordType, ...records: QualityRecord[]) =>
  measureQuality(new Map([[type, records]]), '2026-06-30')[0]!;

describe('the quality of records', () => {
  it('is complete where what actions read is filled, and asks a close date only of closed deals', () => {
    const full = {
      accountId: 'A',
      startDate: '2026-01-01',
      renewalDate: '2027-01-01',
      status: 'active',
      annualValue: 5,
    };
    const { score, completeness } = measure('contract', { id: 'K1', fields: full }, { id: 'K2', fields: {} });
    expect(completeness).toMatchObject({ share: 0.5, against: 5, of: 10 });
    expect(completeness.list[0]).toEqual({
      ...{ rule: 'completeness:accountId', field: 'accountId', what: 'accountId is empty' },
      ...{ count: 1, costs: 5.7, ids: ['K2'] },
    });
    // 0.4 × 0.5 + 0.3 × 1, of weights that add up to 0.7: contracts neither age nor are looked at for duplicates.
    expect(score).toBe(71.4);
  });

  it('lists what cannot be', () => {
    const { possible } = measure(
      'opportunity',
      {
        id: 'D1',
        fields: { createdAt: '2026-05-01T00:00:00Z', closedAt: '2026-04-01T00:00:00Z', outcome: 'won', amount: 0 },
      },
      { id: 'D2', fields: { amount: -5 } },
      { id: 'D3', fields: { amount: 5, closedAt: '2027-01-01T00:00:00Z' } },
      { id: 'D4', fields: { amount: 5 } },
    );
    expect(possible).toMatchObject({ share: 0.25, against: 3, of: 4 });
    // Five complaints of three records share the points that three of four cost: 100 × 3/9 × 3/4.
    expect(possible.list.map((e) => e.costs)).toEqual([5, 5, 5, 5, 5]);
    expect(possible.list.map((e) => [e.what, e.ids.join()])).toEqual([
      ['amount lies outside 0 to 1000000000000', 'D2'],
      ['closedAt lies before createdAt', 'D1'],
      ['closedAt lies in the future', 'D3'],
      ['won for 0', 'D1'],
      ['closed, but neither won nor lost', 'D3'],
    ]);
  });

  it('is old where nothing happened for long, and only open deals grow old', () => {
    const { fresh } = measure(
      'opportunity',
      { id: 'D1', fields: { expectedCloseDate: '2026-06-01' }, changedAt: '2026-06-20T00:00:00Z' },
      { id: 'D2', fields: { expectedCloseDate: '2026-09-01' }, changedAt: '2026-01-01T00:00:00Z' },
      { id: 'D3', fields: { outcome: 'won', expectedCloseDate: '2025-01-01' }, changedAt: '2025-01-01T00:00:00Z' },
      { id: 'D4', fields: { expectedCloseDate: '2026-09-01' }, changedAt: '2026-06-20T00:00:00Z' },
    );
    expect([fresh!.against, fresh!.of]).toEqual([2, 3]);
    expect(fresh!.list.map((e) => e.what)).toEqual([
      'open, though its expected close has passed',
      'open, but unchanged for 90 days',
    ]);
  });

  it('weighs the age of accounts by how many have a known one', () => {
    const unknown = Array.from({ length: 9 }, (_, i) => ({
      id: `A${i}`,
      fields: { name: `Company ${i} ${'x'.repeat(i)}` },
    }));
    const old = { id: 'OLD', fields: { name: 'Quiet Works' }, changedAt: '2025-01-01T00:00:00Z' };
    const { fresh } = measure('account', ...unknown, old);
    expect(fresh).toMatchObject({ share: 0, against: 1, of: 1 });
    // 0.2 × 1/10 of weights that add up to 0.82.
    expect(fresh!.list[0]!.costs).toBe(2.4);
  });

  it('proposes duplicates and merges nothing', () => {
    const twins = [
      { id: 'A1', fields: { name: 'Acme Inc' } },
      { id: 'A2', fields: { name: 'ACME' } },
    ];
    const quality = measure('account', ...twins);
    expect(quality.duplicates).toMatchObject([{ ids: ['A1', 'A2'], score: 1 }]);
    expect(quality.distinct).toMatchObject({ share: 0, against: 2, of: 2 });
    expect(qualityText([quality])).toContain('    A1 and A2: names 100 % alike (1.00)');
    expect(quality.records).toBe(2);
  });
});

describeSalesOpportunities('the quality of a real export', () => {
  const files = readdirSync(SALES_OPPORTUNITIES).filter((name) => name.endsWith('.csv'));
  const read = () =>
    readExport(
      files.map((name) => ({ name, content: readFileSync(join(SALES_OPPORTUNITIES, name)) })),
      { known: new Map(), today: '2026-01-01' },
    );

  it('tells its known gaps', () => {
    const records = new Map(
      [...read().records].map(([type, of]) => [type, of.map(({ id, fields }) => ({ id: id!, fields }))] as const),
    );
    const types = measureQuality(records, IMPORTED_ON);
    const of = (type: RecordType) => types.find((t) => t.type === type)!;
    const empty = (type: RecordType, field: string) =>
      of(type).completeness.list.find((e) => e.what === `${field} is empty`)?.count ?? 0;
    expect(of('opportunity').records).toBe(8800);
    expect(empty('opportunity', 'accountId')).toBe(1425);
    expect(empty('opportunity', 'closedAt')).toBe(0);
    expect(empty('opportunity', 'engagedAt')).toBe(500);
    expect(of('opportunity').possible.against).toBe(0);
    expect(of('account').records).toBe(85);
    expect(of('account').duplicates).toEqual([]);
    expect(companyScore(types)).toBe(81.7);
    expect(types.map((t) => [t.type, t.score])).toEqual([
      ...[
        ['person', 75.5],
        ['product', 100],
        ['account', 81.3],
        ['opportunity', 73.3],
      ],
    ]);
  });
});
