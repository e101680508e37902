import type { Branch } from './coverage';
import type { RecordedHistory } from './recorded-history';

const DUE_DATES = 'due-dates';

const askedBecause = (history: RecordedHistory, what: string): boolean =>
  history.asked('requestAccountActions').some((input) => String(input['what']).split(':')[0] === what);

function account(branch: string, seen: Branch['seen']): Branch {
  return { workflow: 'accountLifecycle', branch, marker: DUE_DATES, seen };
}

/** An account: its rhythm, its renewals and reviews, how it ends, and how the release before went. */
export const ACCOUNT_BRANCHES: readonly Branch[] = [
  account('asked in its rhythm', (h) => askedBecause(h, 'cadence')),
  account('asked for a silence', (h) => askedBecause(h, 'silence')),
  account('asked before a renewal', (h) => askedBecause(h, 'renewal')),
  account('asked before a business review', (h) => askedBecause(h, 'qbr')),
  account('waited while the business clock was frozen', (h) =>
    h.results('observeAccount').some((l) => l['done'] === false && l['due'] === null),
  ),
  account('changed', (h) => h.signals.includes('changed') && h.results('observeAccount').length > 1),
  account('ended', (h) => h.ending.kind === 'completed'),
  account('continued as new', (h) => h.ending.kind === 'continued'),
  {
    workflow: 'accountLifecycle',
    branch: '0.1.0: asked in its rhythm, still running',
    without: DUE_DATES,
    seen: (h) => h.ending.kind === 'running' && h.asked('requestAccountActions').length > 0,
  },
  {
    workflow: 'accountLifecycle',
    branch: '0.1.0: left for today’s code',
    marker: DUE_DATES,
    seen: (h) => h.ending.kind === 'continued' && h.results('observeAccount').some((l) => 'nextDueAt' in l),
  },
];
