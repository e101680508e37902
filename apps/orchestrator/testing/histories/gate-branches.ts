import type { Branch } from './coverage';
import type { RecordedHistory } from './recorded-history';

const kinds = (history: RecordedHistory, activity: string, field = 'kind'): unknown[] =>
  history.results(activity).map((result) => result[field]);
const authorized = (history: RecordedHistory): unknown[] => kinds(history, 'authorize');
const executed = (history: RecordedHistory): unknown[] => kinds(history, 'execute', 'outcome');
const answered = (history: RecordedHistory): unknown[] => history.updates.map((u) => u.answer?.['state']);
const asksAPerson = (history: RecordedHistory): boolean => history.input['lane'] === 'person';
/** It was stopped at first and permitted in the end, however often it asked between. */
const stoppedFirst = (history: RecordedHistory): boolean =>
  authorized(history)[0] === 'stopped' && lastOf(authorized(history)) === 'permit';
const lastOf = (list: readonly unknown[]): unknown => list[list.length - 1];

function person(branch: string, seen: Branch['seen']): Branch {
  return { workflow: 'actionGate', branch, seen: (h) => asksAPerson(h) && seen(h) };
}
function policy(branch: string, seen: Branch['seen']): Branch {
  return { workflow: 'actionGate', branch, seen: (h) => !asksAPerson(h) && seen(h) };
}

/** The gate: a person is asked, or the policy permits without one. */
export const GATE_BRANCHES: readonly Branch[] = [
  person(
    'approved and executed',
    (h) => h.result === 'executed' && answered(h).includes('approved') && authorized(h).join() === 'permit',
  ),
  person('approved, then failed', (h) => h.result === 'failed' && answered(h).includes('approved')),
  person('approved, then unknown', (h) => h.result === 'unknown' && answered(h).includes('approved')),
  person('rejected', (h) => h.result === 'rejected' && answered(h).includes('rejected')),
  person(
    'expired by its timer',
    (h) => h.result === 'expired' && h.timersFired > 0 && h.asked('expire').length === 1 && h.updates.length === 0,
  ),
  person(
    'withdrawn while it waited',
    (h) => h.result === 'withdrawn' && h.signals.includes('withdraw') && h.asked('authorize').length === 0,
  ),
  person('told to look and went on', (h) => kinds(h, 'recheck', 'state').includes('open')),
  person('prepared on a look', (h) => h.result === 'prepared' && lastOf(kinds(h, 'recheck', 'state')) === 'prepared'),
  person(
    'prepared by its authorisation',
    (h) => h.result === 'prepared' && h.results('authorize').some((a) => a['state'] === 'prepared'),
  ),
  person(
    'a void decision, then another',
    (h) => answered(h)[0] === 'void' && answered(h).includes('approved') && authorized(h).includes('void'),
  ),
  person(
    'stopped by the kill switch, then executed',
    (h) => h.result === 'executed' && answered(h).includes('stopped') && stoppedFirst(h),
  ),
  person(
    'stopped until its time was over',
    (h) => h.result === 'expired' && authorized(h).includes('stopped') && h.asked('expire').length === 1,
  ),
  person(
    'withdrawn while it was stopped',
    (h) => h.result === 'withdrawn' && authorized(h).includes('stopped') && h.signals.includes('withdraw'),
  ),
  person(
    'a refused permit, then a new one',
    (h) => h.result === 'executed' && executed(h).join() === 'refused,executed',
  ),
  person(
    'every permit refused',
    (h) => h.result === 'withdrawn' && executed(h).length > 10 && executed(h).every((o) => o === 'refused'),
  ),
  person('closed before it began', (h) => kinds(h, 'openGate').join() === 'closed' && h.activities.length === 1),
  person(
    'made anew after its approval',
    (h) => kinds(h, 'openGate', 'state').includes('approved') && executed(h).includes('executed'),
  ),
  person('the first of two, then the second', (h) => answered(h).includes('first-of-two') && h.result === 'executed'),
  {
    workflow: 'actionGate',
    branch: 'escalated',
    marker: 'escalation',
    seen: (h) => asksAPerson(h) && h.asked('escalate').length > 0,
  },
  {
    workflow: 'actionGate',
    branch: 'executed without a time to escalate',
    without: 'escalation',
    seen: (h) => asksAPerson(h) && h.result === 'executed',
  },
  policy('executed', (h) => h.result === 'executed' && authorized(h).join() === 'permit'),
  policy('closed by its authorisation', (h) => lastOf(authorized(h)) === 'closed'),
  policy('withdrawn while it was stopped', (h) => h.result === 'withdrawn' && authorized(h).includes('stopped')),
  policy('stopped, then executed', (h) => h.result === 'executed' && stoppedFirst(h)),
  policy('a refused permit, then a new one', (h) => executed(h).join() === 'refused,executed'),
  policy('continued as new', (h) => h.ending.kind === 'continued'),
];
