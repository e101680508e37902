import { askersOf, type ProposalBefore } from './askers';

const before = (over: Partial<ProposalBefore> = {}): ProposalBefore => ({
  askers: ['anna'],
  supersededBy: null,
  answered: false,
  ...over,
});

describe('who asked for a proposal', () => {
  it('is nobody where the agent found it by itself, and whoever asked the agent', () => {
    expect(askersOf('a:1', [], null)).toEqual([]);
    expect(askersOf('a:1', ['anna', 'mara'], null)).toEqual(['anna', 'mara']);
  });

  it('is also everybody who asked for what it supersedes, be that answered meanwhile or not', () => {
    expect(askersOf('a:2', [], before({ supersededBy: 'a:2' }))).toEqual(['anna']);
    expect(askersOf('a:2', [], before({ supersededBy: 'a:2', answered: true }))).toEqual(['anna']);
    expect(askersOf('a:3', ['mara'], before({ askers: ['anna', 'ben'], supersededBy: 'a:3' }))).toEqual([
      ...['anna', 'ben', 'mara'],
    ]);
  });

  it('is also who asked for one that was taken back or expired unanswered', () => {
    expect(askersOf('a:2', [], before())).toEqual(['anna']);
  });

  it('is no longer who asked for one that has had its answer', () => {
    expect(askersOf('a:2', [], before({ answered: true }))).toEqual([]);
    expect(askersOf('a:2', ['mara'], before({ answered: true }))).toEqual(['mara']);
  });

  it('names everybody once', () => {
    expect(askersOf('a:2', ['anna'], before({ supersededBy: 'a:2' }))).toEqual(['anna']);
  });
});
