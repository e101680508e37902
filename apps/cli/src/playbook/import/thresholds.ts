import type { Section } from '@salesagent/playbook';
import { LANGUAGES } from '@salesagent/retrieval';
import type { Topic } from './topics';

/** A number in a document that looks like a threshold of a section and is another one. It is shown, never taken over. */
export interface OtherNumber {
  /** The sentence it stands in. */
  said: string;
  /** As the document writes it: `21 days`. */
  written: string;
  page: number | null;
  /** `rules.validDays` */
  rule: string;
  /** As the playbook has it, in the same unit: `14 days`. */
  playbook: string;
  /** File and line that set it. */
  file: string;
  line: number;
}

type Unit = 'business days' | 'days' | 'weeks' | 'months' | 'hours' | 'minutes' | 'percent' | 'count';

interface Said {
  value: number;
  unit: Unit;
  written: string;
}

interface Rule {
  path: PropertyKey[];
  value: number;
  unit: Unit;
  /** Stems of its name and of words beside it (`approver: manager`), and of sentences that say its number. */
  name: ReadonlySet<string>;
  prose: ReadonlySet<string>;
}

const NUMBERS =
  'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  );
const UNITS: readonly [RegExp, Unit][] = [
  [/^(?:business|working|week) ?days?\b/, 'business days'],
  [/^days?\b/, 'days'],
  [/^weeks?\b/, 'weeks'],
  [/^months?\b/, 'months'],
  [/^hours?\b/, 'hours'],
  [/^minutes?\b/, 'minutes'],
  [/^(?:%|per ?cent\b)/, 'percent'],
];
const SAID = new RegExp(
  `(?<![\\w.,])(\\d+(?:[.,]\\d+)*|${NUMBERS.join('|')})(?=[\\s%-])[\\s-]*(\\S+(?: \\S+)?)?`,
  'gi',
);
/** Words of the section's sentences about a rule that a sentence must share where it has none of the rule's name. */
const ALIKE = 4;

/** Numbers of the topics that stand where the section has other ones. */
export function otherNumbers(section: Section, topics: readonly Topic[]): OtherNumber[] {
  const rules = rulesOf(section);
  return topics.flatMap(({ heading, parts, page }) =>
    parts.flatMap(sentences).flatMap((said) => {
      const about = stems(`${heading} ${said}`);
      return numbersIn(said).flatMap((number): OtherNumber[] => {
        const rule = nearest(rules, number, about);
        if (!rule || Math.abs(rule.value - number.value) < 1e-9) return [];
        const path = ['rules', ...rule.path];
        const place = section.locate(path);
        return [{ said, written: number.written, page, rule: path.join('.'), playbook: writtenAs(rule), ...place }];
      });
    }),
  );
}

/** The rule a number is about; one with the same value first, for then nothing is otherwise. */
function nearest(rules: readonly Rule[], number: Said, about: ReadonlySet<string>): Rule | null {
  const alike = rules
    .filter(({ unit }) => unit === number.unit)
    .map((rule) => ({ rule, name: shared(rule.name, about), prose: shared(rule.prose, about) }))
    .filter(({ name, prose }) => (name > 0 && name + prose > 1) || prose >= ALIKE);
  const same = alike.find(({ rule }) => Math.abs(rule.value - number.value) < 1e-9);
  return (same ?? alike.sort((a, b) => 2 * (b.name - a.name) + b.prose - a.prose)[0])?.rule ?? null;
}

function rulesOf(section: Section): Rule[] {
  const said = section.passages.flatMap(({ text, heading }) => sentences(text).map((words) => `${heading}: ${words}`));
  const leaves = (value: unknown, path: PropertyKey[], beside: string): Rule[] => {
    if (typeof value === 'number') {
      const unit = unitOf(path, value);
      const prose = said.filter((sentence) =>
        numbersIn(sentence).some((n) => n.unit === unit && Math.abs(n.value - value) < 1e-9),
      );
      const name = path
        .map(String)
        .join(' ')
        .replace(/([a-z])([A-Z])/g, '$1 $2');
      return [{ path, value, unit, name: stems(`${name} ${beside}`), prose: stems(prose.join(' ')) }];
    }
    if (typeof value !== 'object' || value === null) return [];
    const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
    const words = entries.map(([, inner]) => inner).filter((inner) => typeof inner === 'string');
    return entries.flatMap(([key, inner]) => leaves(inner, [...path, key], words.join(' ').replaceAll('_', ' ')));
  };
  return leaves(section.rules, [], '');
}

function unitOf(path: readonly PropertyKey[], value: number): Unit {
  const name = String(path.findLast((key) => typeof key === 'string') ?? '');
  if (value > 0 && value < 1) return 'percent';
  const units: readonly [RegExp, Unit][] = [
    [/businessdays/i, 'business days'],
    [/days/i, 'days'],
    [/weeks/i, 'weeks'],
    [/months/i, 'months'],
    [/hours/i, 'hours'],
    [/minutes/i, 'minutes'],
  ];
  return units.find(([pattern]) => pattern.test(name))?.[1] ?? 'count';
}

/** Numbers of a sentence with their units; shares are 0–1. Years and figures inside words or versions are none. */
function numbersIn(sentence: string): Said[] {
  return [...sentence.matchAll(SAID)].flatMap(([, figure = '', after = '']): Said[] => {
    const word = NUMBERS.indexOf(figure.toLowerCase()) + 1;
    const number = word > 0 ? word : Number(figure.replace(/,(?=\d{3}(?:\D|$))/g, '').replace(',', '.'));
    const found = UNITS.find(([pattern]) => pattern.test(after.toLowerCase()));
    if (Number.isNaN(number) || (!found && number >= 1900 && number < 2100)) return [];
    const unit = found?.[1] ?? 'count';
    const shown = found ? (found[0].exec(after.toLowerCase())?.[0] ?? '') : '';
    const written = unit === 'percent' ? `${figure} %` : `${figure} ${shown}`.trim();
    return [{ value: unit === 'percent' ? number / 100 : number, unit, written }];
  });
}

const writtenAs = ({ value, unit }: Rule): string => {
  if (unit === 'percent') return `${Math.round(value * 10_000) / 100} %`;
  return unit === 'count' ? String(value) : `${value} ${value === 1 ? unit.slice(0, -1) : unit}`;
};

const sentences = (text: string): string[] =>
  text
    .split(/(?<=[.!?])\s+(?=\p{Lu})|\n+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');

const ENGLISH = LANGUAGES['en']!;
/** Units say nothing of what a rule is about. */
const UNIT_WORDS = new Set('day week month hour minute business work percent cent rule least most upto'.split(' '));

const stems = (text: string): Set<string> =>
  new Set(
    (text.toLowerCase().match(/[a-z]{3,}/g) ?? [])
      .filter((word) => !ENGLISH.stopwords.has(word))
      .map((word) => ENGLISH.stem(word))
      .filter((stem) => !UNIT_WORDS.has(stem)),
  );

const shared = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => [...a].filter((word) => b.has(word)).length;
