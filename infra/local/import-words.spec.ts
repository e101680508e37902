import { phaseInWords, recordsInWords } from './import-words';

const file = (name: string, length: number) => ({ name, content: Buffer.alloc(length) });
const state = { importId: 'I1', state: 'running' as const };

describe('what start says of an import', () => {
  it('counts what was loaded in the words of sales', () => {
    expect(recordsInWords({ opportunity: 3000, person: 1, activity: 12, account: 0 })).toBe(
      '3,000 deals, 1 person, 12 activities',
    );
  });

  it('says what it does and how much of it there is', () => {
    const files = [file('a.csv', 2_000_000), file('b.csv', 1_000)];
    expect(phaseInWords('reading', files, state)).toBe('reading 2 files, 1,955 KB');
    expect(phaseInWords('events', files, { ...state, counts: { opportunity: 1 } })).toBe(
      'telling the agents of 1 deal',
    );
    expect(phaseInWords('done', files, state)).toBeNull();
  });
});
