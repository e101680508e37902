import type { Discarded, ParkedEvent, ParkedEvents, ParkedKeys, Redriven, Unanswered } from '../client/generated';
import { count } from './numbers';
import { table } from './tables';

/** `2026-11-25 21:04:05`, UTC, as in the logs. */
const instant = (value: string | null): string => (value === null ? '–' : value.slice(0, 19).replace('T', ' '));

export function keysText({ keys, unanswered }: ParkedKeys): string {
  const rows = table(keys, [
    { head: 'service', value: (k) => k.service },
    { head: 'consumer', value: (k) => k.consumer },
    { head: 'key', value: (k) => k.key },
    { head: 'event', value: (k) => count(k.sequence), right: true },
    { head: 'state', value: (k) => k.state },
    { head: 'behind', value: (k) => count(k.waiting), right: true },
    { head: 'tried', value: (k) => count(k.attempts), right: true },
    { head: 'since (UTC)', value: (k) => instant(k.since) },
    { head: 'next try', value: (k) => instant(k.nextAttemptAt) },
    { head: 'reason', value: (k) => k.reason, most: 70 },
  ]);
  const nothing = unanswered.length === 0 ? 'No key is parked.' : 'No key is parked where an answer came from.';
  return [rows || nothing, ...missing(unanswered)].join('\n');
}

export function eventsText({ key, events, history, unanswered }: ParkedEvents): string {
  const parked = events.map(eventText);
  const story = table(history, [
    { head: 'when (UTC)', value: (h) => instant(h.at) },
    { head: 'service', value: (h) => h.service },
    { head: 'consumer', value: (h) => h.consumer },
    { head: 'event', value: (h) => count(h.sequence), right: true },
    { head: 'what', value: (h) => h.what },
    { head: 'by', value: (h) => h.decidedBy ?? 'the consumer' },
    { head: 'reason', value: (h) => h.reason ?? '', most: 90 },
  ]);
  return [
    events.length === 0 ? `No event of ${key} is parked now.` : parked.join('\n\n'),
    ...(story ? ['', 'What became of them, newest first', story] : []),
    ...missing(unanswered),
  ].join('\n');
}

function eventText(e: ParkedEvent): string {
  const state =
    e.discardedAt !== null
      ? `discarded by ${e.discardedBy ?? '–'} at ${instant(e.discardedAt)}`
      : e.attempts === 0
        ? 'waits'
        : `failed ${e.attempts} times, next try ${instant(e.nextAttemptAt)}`;
  return [
    `${e.service}, consumer ${e.consumer}: event ${e.sequence} of ${e.key} from ${e.source} – ${state}`,
    `  ${e.reason.replaceAll('\n', '\n  ')}`,
    `  ${JSON.stringify(e.event, null, 2).replaceAll('\n', '\n  ')}`,
  ].join('\n');
}

/** What would be skipped, for the person who has to confirm it. */
export function discardText(e: ParkedEvent, waiting: number): string {
  const type = (e.event as { type?: unknown } | null)?.type;
  const what = typeof type === 'string' ? type : 'a message that cannot be read';
  return `${e.service}, consumer ${e.consumer}: event ${e.sequence} of ${e.key} (${what}) is never handled; ${count(waiting)} events wait behind it.`;
}

export function redrivenText({ redriven, unanswered }: Redriven): string {
  const rows = redriven.map((r) => `${r.service}, consumer ${r.consumer}: ${r.key} at event ${r.sequence}`);
  const head =
    rows.length === 0
      ? 'Nothing had failed.'
      : `${count(rows.length)} tried again now; \`salesagent parked list\` shows what still fails.`;
  return [...rows, head, ...missing(unanswered)].join('\n');
}

export function discardedText(all: readonly Discarded[]): string {
  return all
    .map(
      ({ service, discarded: d, waitedBehind }) =>
        `${service}, consumer ${d.consumer}: discarded event ${d.sequence} of ${d.key}; ${count(waitedBehind)} events behind it go on.`,
    )
    .join('\n');
}

/** What is not in the answer, because a service gave none. */
export function missing(unanswered: readonly Unanswered[]): string[] {
  if (unanswered.length === 0) return [];
  return ['', ...unanswered.map((u) => `${u.service} did not answer: ${u.message} ${u.remedy ?? ''}`.trimEnd())];
}
