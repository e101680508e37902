import { amount, percent } from './numbers';

describe('a number with its unit', () => {
  it.each([
    [1.2542, 'multiple', '1.25x'],
    [0.6315, 'ratio', '63.15 %'],
    [-0.4094, 'ratio', '−40.94 %'],
    [3.25, 'hours', '3.3 h'],
    [4.96, 'count', '5'],
    [2361, 'money', '2,361 USD'],
    [null, 'ratio', '–'],
  ])('%p %s is written %s', (value, unit, text) => {
    expect(amount(value, unit, unit === 'money' ? 'USD' : '')).toBe(text);
  });

  it('is negative with a minus sign', () => expect(percent(-0.069)).toBe('−6.9 %'));
});
