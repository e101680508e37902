import type { RecordType } from '@salesagent/canon/sales';
import { ImportRefused } from '../errors';
import { parseMapping } from './mapping';
import { readExport } from './read-export';

const TEAM = 'sales_agent,manager,regional_office\nAda Ash,Mo Moss,East\nBo Birch,Mo Moss,East\n';
const DEALS =
  'opportunity_id,sales_agent,account,deal_stage,engage_date,close_date,close_value\nD1,Ada Ash,Acme,Won,2017-01-10,2017-03-01,1000\n';

type Files = Record<string, string | Buffer>;
const read = (files: Files, mapping?: string) =>
  readExport(
    Object.entries(files).map(([name, content]) => ({ name, content: Buffer.from(content) })),
    { known: new Map(), today: '2026-01-01', ...(mapping ? { mapping: parseMapping(mapping) } : {}) },
  );
const problems = (files: Files, mapping?: string) => {
  try {
    read(files, mapping);
  } catch (error) {
    if (error instanceof ImportRefused) return error.problems;
    throw error;
  }
  return [];
};
const only = (files: Files, type: RecordType, mapping?: string) => read(files, mapping).records.get(type)!;

describe('reading an export', () => {
  it('recognises people, their manager and the region of the manager', () => {
    const people = only({ 'sales_teams.csv': TEAM }, 'person');
    expect(
      people.map(({ id, fields }) => [id, fields['name'], fields['managerId'], fields['role'], fields['region']]),
    ).toEqual([
      ['P001', 'Ada Ash', 'P003', 'rep', 'East'],
      ['P002', 'Bo Birch', 'P003', 'rep', 'East'],
      ['P003', 'Mo Moss', undefined, 'manager', 'East'],
    ]);
  });

  it('makes accounts of the names on deals where no file lists accounts', () => {
    expect(only({ 'd.csv': DEALS }, 'account')).toMatchObject([{ id: 'acme', fields: { name: 'Acme' } }]);
  });

  it('takes a close date as past where the deal is closed and as hoped for where it is open', () => {
    const open = 'deal_id,stage,close_date,owner\nD1,Closed Won,2025-02-01,Ada\nD2,Proposal,2026-02-01,Ada\n';
    const [won, hoped] = only({ 'deals.csv': open }, 'opportunity');
    expect(won!.fields).toMatchObject({ closedAt: '2025-02-01T00:00:00.000Z', outcome: 'won', subStage: '5.3' });
    expect(hoped!.fields).toMatchObject({ expectedCloseDate: '2026-02-01', subStage: '5.1' });
    expect(read({ 'deals.csv': open }).report.asOf).toBe('2025-02-01');
  });

  it('recognises by content what the name does not tell', () => {
    const files = {
      'accounts.csv': 'account_id,account\nA1,Acme\nA2,Beta\n',
      'deals.csv': 'deal_id,phase,kunde,owner\nD1,Engaging,Acme,Ada\nD2,Won,Beta,Ada\n',
    };
    const { report, records } = read(files);
    const columns = report.files.find((f) => f.file === 'deals.csv')!.columns;
    expect(columns).toContainEqual({ column: 'phase', field: 'crmStage', how: 'content' });
    expect(columns).toContainEqual({ column: 'kunde', field: 'accountId', how: 'content' });
    expect(records.get('opportunity')!.map((r) => r.fields['accountId'])).toEqual(['A1', 'A2']);
  });

  it('reports files and columns it does not know instead of guessing', () => {
    const { report } = read({
      'd.csv': DEALS.replace('close_value', 'close_value,colour').replace('1000', '1000,red'),
      'x.csv': 'a,b\n1,2\n',
    });
    expect(report.findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'unmapped-column', column: 'colour' }),
        expect.objectContaining({ kind: 'unrecognised-file', file: 'x.csv' }),
      ]),
    );
  });

  it('reads semicolons, UTF-16 with a byte order mark, decimal commas and day-first dates', () => {
    const text = '\ufeffopportunity_id;owner;stage;engage_date;amount\nD1;Ada;Engaging;13/02/2025;1.234,50 €\n';
    expect(only({ 'deals.csv': Buffer.from(text, 'utf16le') }, 'opportunity')).toMatchObject([
      { fields: { engagedAt: '2025-02-13T00:00:00.000Z', amount: 1234.5 } },
    ]);
  });

  it('says which files of an export are missing', () => {
    const missing = read({ 'd.csv': DEALS }).report.findings.filter((f) => f.kind === 'missing-file');
    expect(missing.map((f) => f.message)).toEqual([
      'no file of the export lists accounts',
      'no file of the export lists people',
      'no file of the export lists products',
    ]);
  });

  it('loads a repeated row once and says so', () => {
    const { report, records } = read({ 'd.csv': `${DEALS}${DEALS.split('\n')[1]}\n` });
    expect(records.get('opportunity')).toHaveLength(1);
    expect(report.findings).toContainEqual(expect.objectContaining({ kind: 'repeated-row', count: 1 }));
  });

  it('reports closings that lie ahead and values below 0, each with the row', () => {
    const head = 'deal_id,stage,close_date,amount,currency,owner,engaged_at\n';
    const rows = [
      'D1,Closed Won,2025-02-01,100,USD,Ada,2025-01-01',
      'D2,Closed Won,2027-03-01,7000,EUR,Ada,2025-01-01',
      'D3,Closed Won,2025-02-02,-500,USD,Ada,2025-01-01',
    ];
    const { report } = read({ 'deals.csv': `${head}${rows.join('\n')}\n` });
    expect(report.asOf).toBe('2025-02-02');
    for (const [kind, row] of [
      ['future-close-date', 3],
      ['negative-value', 4],
    ] as const)
      expect(report.findings).toContainEqual(
        expect.objectContaining({ kind, row, count: 1, remedy: expect.any(String) }),
      );
  });

  it('reads Windows text only where the mapping says so', () => {
    const bytes = Buffer.concat([Buffer.from('account_id,account\nA1,M'), Buffer.from([0xfc]), Buffer.from('ller\n')]);
    expect(problems({ 'accounts.csv': bytes })).toMatchObject([
      { code: 'wrong-encoding', file: 'accounts.csv', row: 2 },
    ]);
    const [account] = only({ 'accounts.csv': bytes }, 'account', 'encoding: windows-1252');
    expect(account!.fields['name']).toBe('Müller');
  });

  it('follows a mapping file for files, columns, stages, scales and values', () => {
    const files = { 'x.csv': 'key,who,where,worth\nD1,Ada,haggling,1.5\n' };
    const mapping = `
files: { x.csv: { type: opportunity, columns: { key: id, who: ownerId, where: crmStage, worth: { field: amount, scale: 1000 } } } }
stages: { haggling: "5.2" }
values: { who: { Ada: Ada Ash } }
currency: EUR`;
    const { records } = read(files, mapping);
    expect(records.get('opportunity')).toMatchObject([
      { id: 'D1', fields: { subStage: '5.2', amount: 1500, currency: 'EUR' } },
    ]);
    expect(records.get('person')).toMatchObject([{ fields: { name: 'Ada Ash' } }]);
  });
});

describe('an export that cannot be read', () => {
  const rows = (more: string) => ({ 'd.csv': `${DEALS}${more}\n` });
  it.each<[string, Files, object]>([
    ['a broken row', rows('D2,Ada Ash'), { code: 'broken-row', file: 'd.csv', row: 3 }],
    ['an open quote', rows('D2,"Ada'), { code: 'broken-row', file: 'd.csv', row: 3 }],
    ['an open quote further up', rows('D2,"Ada\nD3,Bo\nD4,Cy'), { code: 'broken-row', row: 3 }],
    ['an unknown stage', rows('D2,Ada Ash,Acme,Haggling,2017-01-10,,'), { code: 'unknown-stage', row: 3 }],
    ['a duplicate id', rows('D1,Bo,Acme,Won,2017-01-10,2017-03-01,5'), { code: 'duplicate-id', row: 3 }],
    ['a row without id', rows(',Bo,Acme,Won,2017-01-10,2017-03-01,5'), { code: 'broken-row', row: 3 }],
    ['a date that is none', rows('D2,Bo,Acme,Won,2017-02-30,2017-03-01,5'), { code: 'bad-value', row: 3 }],
    ['an empty file', { 'd.csv': DEALS, 'e.csv': '' }, { code: 'empty-file', file: 'e.csv' }],
    ['no file', {}, { code: 'missing-file' }],
    [
      'day and month in either order',
      { 'd.csv': 'deal_id,stage,engage_date,owner\nD1,Won,03/04/2025,A\n' },
      { code: 'ambiguous-date', file: 'd.csv' },
    ],
  ])('is refused for %s, with a remedy', (_, files, expected) => {
    expect(problems(files)).toContainEqual(
      expect.objectContaining({ ...expected, remedy: expect.stringMatching(/\w/) }),
    );
  });

  it('names every problem at once', () => {
    expect(problems(rows('D2,Bo,Acme,Haggling,2017-01-10,,\nD3,Bo,Acme,Musing,2017-01-10,,'))).toHaveLength(2);
  });

  it('names a file of the mapping that is missing, and a column that is not there', () => {
    expect(problems({ 'd.csv': DEALS }, 'files: { other.csv: { type: account } }')).toMatchObject([
      { code: 'missing-file', file: 'other.csv' },
    ]);
    expect(problems({ 'd.csv': DEALS }, 'files: { d.csv: { columns: { foo: amount } } }')).toMatchObject([
      { code: 'bad-mapping' },
    ]);
    expect(() => parseMapping('stages: { A: "9.9" }')).toThrow(ImportRefused);
    expect(() => parseMapping('a: [')).toThrow(ImportRefused);
  });
});
