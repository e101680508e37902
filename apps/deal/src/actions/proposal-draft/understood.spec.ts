import { statedProblems } from './understood';

const words = ['pain', 'lose', 'by hand'];
const noted = (activityId: string, on: string, notes: string) => ({ activityId, on, notes });

describe('what the buyer told us', () => {
  it('is the sentence that states a problem, newest conversation first', () => {
    const conversations = [
      noted('E1', '2026-02-01', 'They lose two days a month reconciling orders by hand. Wants to see the hand-off.'),
      noted('E2', '2026-03-01', 'Main pain is late deliveries. Compared us with another vendor.'),
    ];
    expect(statedProblems(conversations, words, 3)).toEqual([
      { on: '2026-03-01', activityId: 'E2', sentence: 'Main pain is late deliveries.' },
      { on: '2026-02-01', activityId: 'E1', sentence: 'They lose two days a month reconciling orders by hand.' },
    ]);
  });

  it('leaves out what only we think, and a word inside another', () => {
    const conversations = [
      noted('E1', '2026-02-01', 'The team lead will speak for it. A painter called. We are closer.'),
    ];
    expect(statedProblems(conversations, words, 3)).toEqual([]);
  });

  it('says the same sentence once, and no more than the playbook wants', () => {
    const conversations = ['2026-01-01', '2026-01-02', '2026-01-03'].map((on, i) => noted(`E${i}`, on, 'A pain.'));
    expect(statedProblems(conversations, words, 3)).toEqual([
      { on: '2026-01-03', activityId: 'E2', sentence: 'A pain.' },
    ]);
    expect(statedProblems([noted('E1', '2026-01-01', 'Pain one. Pain two.')], words, 1)).toHaveLength(1);
  });
});
