import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import {
  labelledQuestionsSchema,
  recordedReadingsSchema,
  type LabelledQuestion,
  type RecordedReading,
} from '@salesagent/retrieval';
import { measuresOf } from './measures';
import { CaseFileError, readYaml } from './read-yaml';
import { KINDS, type Kind } from './kinds';
import { caseFileSchema, type CaseFile } from './schema';

/** The cases that come with the product; from the sources or from what was compiled of them alike. */
export const OWN_CASES = resolve(
  __dirname,
  __dirname.includes('/dist/') ? '../../../../..' : '../../../..',
  'libs/evaluation/cases',
);

/** The cases of one kind, as they were read. */
export interface CaseSet<File extends CaseFile = CaseFile> {
  file: File;
  /** In messages. */
  shown: string;
  /** SHA-256 of every file it was read from, 12 hexadecimal digits. */
  hash: string;
  questions: LabelledQuestion[];
  readings: RecordedReading[];
}

/**
 * Every set of a folder, one a kind. Files without a `kind`, such as questions, are read by the sets that name them.
 * @param kinds only these; all when empty
 * @throws CaseFileError
 */
export function readCases(folder: string, kinds: readonly Kind[] = []): CaseSet[] {
  if (!existsSync(folder)) throw new CaseFileError(`There is no folder ${folder}.`, 'Give one with --cases.');
  const wanted = kinds.length > 0 ? KINDS.filter((kind) => kinds.includes(kind)) : KINDS;
  const files = readdirSync(folder).filter((file) => /\.ya?ml$/.test(file));
  const sets = wanted.flatMap((kind) => {
    const file = files.find((name) => name.replace(/\.ya?ml$/, '') === kind);
    if (file) return [readSet(join(folder, file), kind)];
    if (kinds.length === 0) return [];
    throw new CaseFileError(`${folder} has no ${kind}.yaml.`, 'Leave this --kind out, or give another --cases.');
  });
  if (sets.length > 0) return sets;
  const names = KINDS.map((kind) => `${kind}.yaml`).join(', ');
  throw new CaseFileError(`${folder} holds no cases.`, `A folder of cases holds one or more of ${names}.`);
}

function readSet(path: string, kind: Kind): CaseSet {
  const shown = basename(path);
  const { value: file, text, lineOf } = readYaml(path, shown, caseFileSchema);
  if (file.kind !== kind) throw new CaseFileError(`${shown}: its kind is ${file.kind}.`, 'Name a file by its kind.');
  const unknown = file.demands.findIndex(({ measure }) => !measuresOf(file).includes(measure));
  if (unknown >= 0) {
    const { measure } = file.demands[unknown]!;
    const line = lineOf(['demands', unknown, 'measure']);
    const remedy = `There are: ${measuresOf(file).join(', ')}.`;
    throw new CaseFileError(`${shown}:${line}: there is no measure "${measure}".`, remedy);
  }
  const texts = [text];
  let questions: LabelledQuestion[] = [];
  if ('questions' in file) {
    const read = file.questions.map((name) => readYaml(join(dirname(path), name), name, labelledQuestionsSchema));
    texts.push(...read.map((one) => one.text));
    const all = read.flatMap(({ value }) => value.questions);
    questions = all.filter(({ split }) => file.splits.includes(split));
  } else noneTwice(shown, file.cases);
  let readings: RecordedReading[] = [];
  if (file.kind === 'refusal' && file.readings !== undefined) {
    const read = readYaml(join(dirname(path), file.readings), file.readings, recordedReadingsSchema);
    texts.push(read.text);
    readings = read.value.readings;
  }
  const hash = createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 12);
  return { file, shown, hash, questions, readings };
}

function noneTwice(shown: string, cases: readonly { id: string }[]): void {
  const twice = cases.find(({ id }, n) => cases.findIndex((other) => other.id === id) !== n);
  if (twice) throw new CaseFileError(`${shown}: two cases are called ${twice.id}.`, 'Give each an id of its own.');
}
