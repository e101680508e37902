import { draftSettings } from '@salesagent/agent/writing';
import type { LanguageModel } from '@salesagent/llm';
import type { Playbook } from '@salesagent/playbook';
import type { CaseSet } from './cases/case-set';
import type { AskedCases, DraftingCases, ExtractionCases, InjectionCases } from './cases/schema';
import { modelAnswers, recordedAnswers, type QuestionReader } from './kinds/answer-reading';
import { Asking } from './kinds/asking';
import { claimChecker } from './kinds/claim-check';
import { DRAFTED_BY } from './kinds/draft-job';
import { drafting } from './kinds/drafting';
import { extraction } from './kinds/extraction';
import { injection } from './kinds/injection';
import { modelReader, phraseReader, scriptedReader, type CaseReader } from './kinds/reading';
import { modelWriter, scriptedWriter, templateWriter, type Writer } from './kinds/writer';
import { held, type CaseResult, type KindResult, type Run } from './result';

export interface Evaluating {
  playbook: Playbook;
  sets: readonly CaseSet[];
  /** Slug of the company, for the ledger of a model. */
  company: string;
  /** Asked instead of the stand-in server; null without one. */
  model: LanguageModel | null;
  at: Date;
  /** Told before each kind. */
  onKind?: (kind: string, cases: number) => void;
}

/**
 * Evaluates every set.
 * @throws CaseFileError when the playbook has not what a case asks for; Error when it has the action off
 */
export async function evaluateCases(evaluating: Evaluating): Promise<Run> {
  const { playbook, sets, company, model, at, onKind } = evaluating;
  const by: Answering = { writers: [], readers: [], answers: null };
  try {
    if (sets.some(({ file }) => file.kind === 'drafting' || file.kind === 'injection')) {
      by.writers.push(templateWriter, model ? modelWriter(model, company) : await scriptedWriter(company));
    }
    if (sets.some(({ file }) => file.kind === 'extraction')) {
      by.readers.push(phraseReader, model ? modelReader(model, company) : await scriptedReader(company));
    }
    const refusal = sets.find(({ file }) => file.kind === 'refusal');
    if (refusal && model) by.answers = modelAnswers(model, company);
    else if (refusal && refusal.readings.length > 0) by.answers = await recordedAnswers(refusal.readings, company);
    const kinds = await kindsOf(playbook, sets, by, onKind);
    return { at: at.toISOString(), playbook: playbook.version, kinds };
  } finally {
    await Promise.all([...by.writers, ...by.readers, ...(by.answers ? [by.answers] : [])].map((one) => one.close()));
  }
}

/** Who answers the cases of a run. */
interface Answering {
  writers: Writer[];
  readers: CaseReader[];
  answers: QuestionReader | null;
}

async function kindsOf(
  playbook: Playbook,
  sets: readonly CaseSet[],
  by: Answering,
  onKind: Evaluating['onKind'],
): Promise<KindResult[]> {
  const asking = sets.some(({ file }) => 'questions' in file) ? await Asking.of(playbook) : null;
  const kinds: KindResult[] = [];
  for (const set of sets) {
    onKind?.(set.file.kind, casesIn(set));
    kinds.push(resultOf(set, await outcomeOf(set, playbook, asking, by)));
  }
  return kinds;
}

function casesIn({ file, questions }: CaseSet): number {
  if ('cases' in file) return file.cases.length;
  return file.kind === 'refusal' ? questions.length : questions.filter(({ answers }) => answers.length > 0).length;
}

function outcomeOf(set: CaseSet, playbook: Playbook, asking: Asking | null, by: Answering) {
  switch (set.file.kind) {
    case 'retrieval':
      return asking!.retrieval(set as CaseSet<AskedCases>);
    case 'refusal':
      return asking!.refusal(set as CaseSet<AskedCases>, by.answers);
    case 'drafting': {
      const settings = draftSettings(DRAFTED_BY, playbook);
      return drafting(set as CaseSet<DraftingCases>, settings, by.writers, claimChecker(playbook));
    }
    case 'extraction':
      return extraction(set as CaseSet<ExtractionCases>, playbook, by.readers);
    case 'injection':
      return injection(set as CaseSet<InjectionCases>, draftSettings(DRAFTED_BY, playbook), by.writers);
  }
}

function resultOf(
  { file, hash }: CaseSet,
  { measures, cases }: { measures: Record<string, number>; cases: CaseResult[] },
): KindResult {
  const demands = held(file.demands, measures);
  const pass = demands.every(({ met }) => met);
  return { kind: file.kind, set: `${file.id}@${file.version}`, hash, measures, demands, pass, cases };
}
