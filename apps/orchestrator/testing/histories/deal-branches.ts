import type { Branch } from './coverage';
import type { RecordedHistory } from './recorded-history';

const DUE_DATES = 'due-dates';

const askedBecause = (history: RecordedHistory, what: string): boolean =>
  history.asked('requestDealActions').some((input) => String(input['what']).split(':')[0] === what);
/** What the looks at the deal found, in order. */
const looks = (history: RecordedHistory): { done: boolean; due: { what: string } | null; subStage: unknown }[] =>
  history.results('observeDeal').map((look) => ({
    done: look['done'] === true,
    due: look['due'] as { what: string } | null,
    subStage: (look['memory'] as { subStage?: unknown } | undefined)?.subStage,
  }));
const outcome = (history: RecordedHistory): unknown =>
  ((history.result as { closed?: { as?: string } } | undefined)?.closed ?? {}).as;

function deal(branch: string, seen: Branch['seen']): Branch {
  return { workflow: 'dealLifecycle', branch, marker: DUE_DATES, seen };
}
function former(branch: string, seen: Branch['seen']): Branch {
  return { workflow: 'dealLifecycle', branch, without: DUE_DATES, seen };
}

/** A deal: what it waits for, how it ends, and how the release before went. */
export const DEAL_BRANCHES: readonly Branch[] = [
  deal('moved', (h) => h.signals.includes('changed') && new Set(looks(h).map((l) => l.subStage)).size > 1),
  deal('asked for a silence', (h) => askedBecause(h, 'silence')),
  deal('asked for a stall', (h) => askedBecause(h, 'stall')),
  deal('asked before a meeting', (h) => askedBecause(h, 'meeting')),
  deal('asked when the close date had passed', (h) => askedBecause(h, 'close-date')),
  deal('waited while the business clock was frozen', (h) => looks(h).some((l) => !l.done && l.due === null)),
  deal('lost', (h) => outcome(h) === 'lost'),
  deal('gone from the CRM', (h) => outcome(h) === 'gone'),
  deal(
    'won and acknowledged',
    (h) =>
      outcome(h) === 'won' && looks(h).some((l) => l.due?.what === 'handoff') && h.asked('handoffOverdue').length === 0,
  ),
  deal('won and overdue', (h) => outcome(h) === 'won' && h.asked('handoffOverdue').length === 1),
  deal('open again in a new run', (h) => (h.input['closed'] ?? null) !== null),
  deal('open again in the same run', (h) => {
    const whats = looks(h).map((l) => l.due?.what);
    const handedOver = whats.indexOf('handoff');
    return handedOver >= 0 && whats.slice(handedOver + 1).some((what) => what !== undefined && what !== 'handoff');
  }),
  deal('continued as new', (h) => h.ending.kind === 'continued'),
  former(
    '0.1.0: won',
    (h) => h.ending.kind === 'completed' && h.results('observeDeal').some((l) => l['open'] === false),
  ),
  former(
    '0.1.0: asked for a silence, still running',
    (h) => h.ending.kind === 'running' && h.asked('requestDealActions').length > 0,
  ),
  {
    workflow: 'dealLifecycle',
    branch: '0.1.0: left for today’s code',
    marker: DUE_DATES,
    seen: (h) => h.ending.kind === 'continued' && h.results('observeDeal').some((l) => 'noTouchDueAt' in l),
  },
];
