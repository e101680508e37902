import { dollars, dollarsEach } from './dollars';

describe('dollars of models', () => {
  it('are shown as finely as they are spent', () => {
    expect([0, 0.00001, 0.0123456, 1234.5].map((usd) => dollars({ usd, unpriced: 0 }))).toEqual([
      '$0.00',
      '< $0.0001',
      '$0.0123',
      '$1,234.50',
    ]);
  });

  it('say what has no price, and never show it as nothing', () => {
    expect(dollars({ usd: null, unpriced: 2 })).toBe('unknown (no price)');
    expect(dollars({ usd: 0.5, unpriced: 2 })).toBe('at least $0.5000 (2 without price)');
    expect(dollarsEach({ usd: null, n: 3, atLeast: true })).toBe('unknown (n 3)');
    expect(dollarsEach({ usd: 0.25, n: 2, atLeast: true })).toBe('≥ $0.2500 (n 2)');
    expect(dollarsEach({ usd: null, n: 0, atLeast: false })).toBe('–');
  });
});
