import { parseCrmMapping } from './parse';
import { MappingRefused } from './problems';

const HEAD = 'crm: salesforce\ncompany: { currency: EUR, timeZone: Europe/Berlin }\n';

function problems(text: string): string[] {
  try {
    parseCrmMapping(text, 'crm.yaml');
  } catch (error) {
    if (error instanceof MappingRefused) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('a mapping file', () => {
  it('names the line of an alias that nothing has', () => {
    expect(problems(`${HEAD}records:\n  account: *Renewal*\n`)).toEqual([
      expect.stringMatching(/^crm\.yaml, line 4: not valid YAML: Unresolved alias.* → put a value .* in quotes/),
    ]);
  });

  it('names the line where its YAML breaks', () => {
    expect(problems(`${HEAD}records:\n  account: [\n`)[0]).toMatch(/^crm\.yaml, line [56]: .* → mend the YAML/);
  });

  it('names line, key and remedy of a key it does not know', () => {
    const text = `${HEAD}records:\n  account:\n    - object: Account\n      felds: {}\n      fields: { name: Name }\n`;
    expect(problems(text)).toEqual([
      'crm.yaml, line 5, records.account.0: Unrecognized key: "felds" → take the key out, or correct its name; docs/crm/mapping.md lists them all',
    ]);
  });

  it('names every canon field there is where one is misspelled', () => {
    const text = `${HEAD}records:\n  product:\n    - object: Product2\n      fields:\n        nmae: Name\n`;
    expect(problems(text)).toEqual([
      'crm.yaml, line 7, records.product.0.fields.nmae: product has no field "nmae" → one of: name, family, listPrice, recurring',
    ]);
  });

  it.each([
    ['{ field: Rating, values: { Hot: T9 } }', '"T9" is no tier of canon → one of: T1, T2, T3'],
    ['{ field: Rating, value: T1 }', 'says not exactly one of field, join and value → keep one of the three'],
    ['{ field: Rating, currency: Code }', 'is no amount → take `currency:` and `convert:` out'],
    ['{ field: Rating, valeus: {} }', 'Unrecognized key: "valeus" → take the key out, or correct its name'],
  ])('refuses the source %s', (source, message) => {
    const text = `${HEAD}records:\n  account:\n    - object: Account\n      fields:\n        tier: ${source}\n`;
    expect(problems(text)[0]).toContain(`line 7, records.account.0.fields.tier: ${message}`);
  });

  it('refuses a conversion without rates, a zone, a quarter and a closing stage that cannot be', () => {
    const text = `
crm: hubspot
company: { currency: USD, timeZone: Mars/Base, fiscalYearStartMonth: 2 }
records:
  account: [{ object: companies, fields: { revenue: { field: annualrevenue, convert: true, currency: EUR } } }]
  opportunity: [{ object: deals, fields: { name: dealname } }]
stages: { field: dealstage, of: { default: { closedwon: 5.3 } } }
targets: [{ owner: '1', quarter: 2026 Q1, amount: 1 }]
`;
    expect(problems(text)).toEqual([
      expect.stringContaining('line 3, company.timeZone: there is no time zone "Mars/Base" → write its IANA name'),
      expect.stringContaining('revenue: is to be converted, but there are no rates → give them under `rates:`'),
      expect.stringContaining('stages.of.default.closedwon: stage "closedwon" is 5.3, won or lost, but not which'),
      expect.stringContaining('targets.0.quarter: "2026 Q1" is no quarter → write it as FY2027 Q1'),
    ]);
  });

  it('takes a sub-stage with or without quotes and says where it is none', () => {
    const stages = (word: string) => `${HEAD}records: {}\nstages: { field: S, of: { '*': { A: ${word} } } }\n`;
    expect(problems(stages('4.1'))).toEqual([]);
    expect(problems(stages("'4.1'"))).toEqual([]);
    expect(problems(stages('4.9'))[0]).toMatch(/line 4, stages.of.\*.A: .* → a stage is a sub-stage/);
  });
});
