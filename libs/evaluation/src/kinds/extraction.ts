import { MEDDICC, MEDDICC_LETTERS, type MeddiccLetter } from '@salesagent/canon/sales';
import { extractionRules, type Found, type Note } from '@salesagent/extraction';
import { passageOf, rulesOf, type Playbook } from '@salesagent/playbook';
import type { CaseSet } from '../cases/case-set';
import { extractionMeasure, TOTAL } from '../cases/measures';
import { CaseFileError } from '../cases/read-yaml';
import type { ExtractionCases } from '../cases/schema';
import type { CaseResult } from '../result';
import type { Around, CaseReader } from './reading';

const SECTION = '4-progression/meddicc-extraction';
const GUIDE = '4-progression/meddicc-guide';
const ON = '2026-03-02';

type Case = ExtractionCases['cases'][number];

/** Right and wrong findings of one letter by one reader. */
interface Tally {
  right: number;
  wrong: number;
  missed: number;
}

/**
 * Every note by every reader: which letters it carries, each with a quotation that stands in it.
 * @throws CaseFileError when the playbook has no section on it
 */
export async function extraction(
  { file, shown }: CaseSet<ExtractionCases>,
  playbook: Playbook,
  readers: readonly CaseReader[],
) {
  const around = aroundOf(playbook, file.people, shown);
  const tallies = new Map<string, Tally>();
  let wrongQuotations = 0;
  const cases: CaseResult[] = [];
  for (const one of file.cases) {
    const note: Note = { activityId: one.id, on: ON, source: one.source, text: one.text };
    for (const reader of readers) {
      const { read, latencyMs, tokens, usd } = await reader.read(note, around, one.script);
      // What a sentence of the same note denies is not filled.
      const taken = read.found.filter(({ letter }) => !read.denied.includes(letter));
      const invented = taken.filter(({ quote }) => !standsIn(quote, one.text));
      wrongQuotations += invented.length;
      const problems = [
        ...invented.map(({ letter }) => `${letter}: its quotation does not stand in the note`),
        ...counted(one, taken, (letter) => tallyOf(tallies, letter, reader.as)),
      ];
      const { id } = one;
      const pass = problems.length === 0;
      const said = { score: pass ? 1 : 0, pass, because: pass ? null : problems.join('; ') };
      cases.push({ id, title: id, answeredBy: reader.name, ...said, latencyMs, tokens, usd });
    }
  }
  return { measures: { 'wrong quotations': wrongQuotations, ...measuresOf(tallies) }, cases };
}

function aroundOf(playbook: Playbook, people: readonly string[], shown: string): Around {
  const section = playbook.section(SECTION);
  if (!section)
    throw new CaseFileError(`${shown}: the playbook has no section ${SECTION}.`, 'Write it, or leave --kind out.');
  const guide = playbook.section(GUIDE);
  const meanings = MEDDICC_LETTERS.flatMap((letter) => {
    const passage = guide && passageOf(guide, MEDDICC[letter]);
    return passage ? [[letter, passage.text] as const] : [];
  });
  return { rules: rulesOf(section, extractionRules), guide: Object.fromEntries(meanings), people };
}

/** Looked at by itself: a fault in the check of the product must not be one here. */
function standsIn(quote: string, text: string): boolean {
  const plain = (words: string): string => words.split(/\s+/).filter(Boolean).join(' ');
  return plain(quote) !== '' && plain(text).includes(plain(quote));
}

function tallyOf(tallies: Map<string, Tally>, letter: string, as: string): Tally {
  const key = `${letter} ${as}`;
  const tally = tallies.get(key) ?? { right: 0, wrong: 0, missed: 0 };
  tallies.set(key, tally);
  return tally;
}

/** Counts what was found of a case, and says what was wrong with it. */
function counted({ carries }: Case, taken: readonly Found[], of: (letter: MeddiccLetter) => Tally): string[] {
  const wrong = taken.filter(({ letter, quote }) => !carries[letter]?.some((words) => quote.includes(words)));
  const right = taken.filter((found) => !wrong.includes(found));
  const missed = MEDDICC_LETTERS.filter(
    (letter) => carries[letter] !== undefined && !right.some((found) => found.letter === letter),
  );
  for (const { letter } of right) of(letter).right += 1;
  for (const { letter } of wrong) of(letter).wrong += 1;
  for (const letter of missed) of(letter).missed += 1;
  return [
    ...wrong.map(({ letter, quote }) => `${letter}: “${quote}” carries none`),
    ...missed.map((letter) => `${letter} was not found`),
  ];
}

/** Nothing found and nothing to find is no fault. */
const share = (right: number, other: number): number => (right + other === 0 ? 1 : right / (right + other));

function measuresOf(tallies: ReadonlyMap<string, Tally>): Record<string, number> {
  const measured = (['phrases', 'model'] as const).flatMap((as) => {
    const each = MEDDICC_LETTERS.map((letter) => tallies.get(`${letter} ${as}`) ?? { right: 0, wrong: 0, missed: 0 });
    const sum = (of: keyof Tally): number => each.reduce((all, tally) => all + tally[of], 0);
    const total = { right: sum('right'), wrong: sum('wrong'), missed: sum('missed') };
    return [TOTAL, ...MEDDICC_LETTERS].flatMap((letter, n) => {
      const { right, wrong, missed } = n === 0 ? total : each[n - 1]!;
      return [
        [extractionMeasure('precision', letter, as), share(right, wrong)],
        [extractionMeasure('recall', letter, as), share(right, missed)],
      ] as const;
    });
  });
  return Object.fromEntries(measured);
}
