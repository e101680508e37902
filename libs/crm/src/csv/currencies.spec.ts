import { otherCurrencies } from './currencies';
import type { ImportRecord } from './records';

const deal = (line: number, currency?: string, amount: number | undefined = 100): ImportRecord => ({
  type: 'opportunity',
  id: `D${line}`,
  naturalKey: null,
  file: 'deals.csv',
  line,
  fields: { ...(amount === undefined ? {} : { amount }), ...(currency === undefined ? {} : { currency }) },
});

describe('currencies of an export', () => {
  it('are held against the company’s, one finding a currency, with the first row', () => {
    const found = otherCurrencies([deal(2, 'USD'), deal(3, 'EUR'), deal(4, 'EUR'), deal(5, 'GBP')], 'USD');
    expect(found.map(({ value, row, count }) => [value, row, count])).toEqual([
      ['EUR', 3, 2],
      ['GBP', 5, 1],
    ]);
    expect(found[0]).toMatchObject({ remedy: 'convert them to USD in the export' });
  });

  it('are of no interest without a value, and without one a deal is in the company’s', () => {
    expect(otherCurrencies([deal(2), { ...deal(3, 'EUR'), fields: { currency: 'EUR' } }], 'USD')).toEqual([]);
  });
});
