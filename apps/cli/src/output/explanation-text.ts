import type { ChainStep, Explanation, FieldWrite } from '../client/generated';
import { date, plain } from './numbers';
import { passagesText } from './passages';

const PARTS: Record<ChainStep['part'], string> = {
  trigger: 'Set off by',
  facts: 'From what facts',
  rules: 'By what rules',
  words: 'In whose words',
  policy: 'What the policy says',
  approval: 'Who decided',
  execution: 'What was done',
  outcome: 'What came of it',
};

/** Longer words stand under their label. */
const indented = (words: string): string =>
  words.includes('\n') ? `\n    ${words.replaceAll('\n', '\n    ')}` : words;
const fact = (f: { label: string; value?: unknown; source: string | null }): string =>
  `${f.label}: ${indented(plain(f.value))}${f.source ? `  [${f.source}]` : ''}`;
const who = (by: { id: string; name: string | null }): string => by.name ?? by.id;
const instant = (value: string): string => `${value.slice(0, 19).replace('T', ' ')} UTC`;

export function explanationText(e: Explanation): string {
  const told = e.chain.length > 0;
  return [
    e.sentence,
    ...(e.writes.length > 0 ? ['', 'Its values, the present one first', ...e.writes.map(writeText)] : []),
    ...(told ? ['', `How ${e.actionId ?? 'it'} came about`, ...e.chain.flatMap(stepText)] : []),
    ...(e.because.length > 0 && !told ? ['', 'Because', ...e.because.map((b) => `· ${fact(b)}`)] : []),
    ...passagesText(e.passages),
    '',
    'What happened',
    ...e.steps.map(
      (s) =>
        `${date(s.own ? s.recordedAt : s.at)}  ${s.sentence}  · ${who(s.by)}${s.actionId ? `  (${s.actionId})` : ''}  ${s.eventId}`,
    ),
  ].join('\n');
}

function writeText(w: FieldWrite): string {
  const when = date(w.own ? w.recordedAt : w.at);
  const undated = w.undated ? ' (no date in the file)' : '';
  return `· ${plain(w.value)}  since ${when}${undated}  · ${who(w.by)}${w.actionId ? `  (${w.actionId})` : ''}  ${w.eventId}`;
}

function stepText(step: ChainStep): string[] {
  const said = [
    step.at === null ? null : instant(step.at),
    step.by === null ? null : who(step.by),
    step.version === null ? null : `version ${step.version}`,
    step.eventId === null ? null : `event ${step.eventId}`,
  ].filter((part) => part !== null);
  return [
    `${PARTS[step.part]}: ${step.known ? '' : '(not known) '}${step.sentence}`,
    ...step.facts.map((f) => `    ${fact(f)}`),
    ...step.passages.map((p) => `    passage ${p.id}`),
    ...(said.length > 0 ? [`    ${said.join(' · ')}`] : []),
  ];
}
