import { amount, percent, plain } from './numbers';

describe('a number with its unit', () => {
  it.each([
    [1.2542, 'multiple', '1.25x'],
    [0.6315, 'ratio', '63.15 %'],
    [-0.4094, 'ratio', '−40.94 %'],
    [3.25, 'hours', '3.3 h'],
    [4.96, 'count', '5'],
    [2361, 'money', '2,361 USD'],
    [-3200, 'money', '−3,200 USD'],
    [-4, 'days', '−4 days'],
    [null, 'ratio', '–'],
  ])('%p %s is written %s', (value, unit, text) => {
    expect(amount(value, unit, unit === 'money' ? 'USD' : '')).toBe(text);
  });

  it('is negative with a minus sign', () => expect(percent(-0.069)).toBe('−6.9 %'));
});

describe('a value in one line', () => {
  it('has no more figures than mean something', () => {
    expect(plain(0.015000000000000013)).toBe('0.015');
    expect(plain(1250000)).toBe('1250000');
  });

  it('says the parts of a structured value in words', () => {
    expect(plain({ economicBuyer: 3, champion: 2 })).toBe('economic buyer 3, champion 2');
    expect(plain([{ risk: 'silent', fact: 'No call' }])).toBe('risk silent, fact No call');
    expect(plain([])).toBe('none');
  });

  it('tells what is not known from what is not for this reader', () => {
    expect(plain(null)).toBe('–');
    expect(plain({ sealed: 1, subject: 'contact/C1' })).toBe('not visible to you');
  });
});
