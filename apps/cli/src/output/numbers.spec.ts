import { plain } from './numbers';

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
