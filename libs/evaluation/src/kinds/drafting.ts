import type { ActionSettings } from '@salesagent/agent';
import { subjectAndBody } from '@salesagent/agent/writing';
import type { CaseSet } from '../cases/case-set';
import type { DraftFacts, DraftingCases } from '../cases/schema';
import type { CaseResult } from '../result';
import type { Unsupported } from './claim-check';
import { draftJob, type CaseJob } from './draft-job';
import type { Draft, Script, Writer } from './writer';

/** Every draft by every writer: nothing unsupported, no more words than allowed, and a model's words kept. */
export async function drafting(
  { file, shown }: CaseSet<DraftingCases>,
  settings: ActionSettings,
  writers: readonly Writer[],
  unsupportedIn: Unsupported,
) {
  const sums = { unsupported: 0, long: 0, ofModel: 0, kept: 0 };
  const cases: CaseResult[] = [];
  for (const { id, facts, script } of file.cases) {
    const made = draftJob(settings, facts, Object.keys(script).map(Number), `${shown}: ${id}`);
    for (const writer of writers) {
      const draft = await writer.write(made.job, scriptOf(made, facts, Object.values(script)));
      const unsupported = draft.written.flatMap(({ text }) => unsupportedIn(text, made));
      const long = overLimit(draft, made);
      const fallbacks = writer.asksModel ? draft.written.filter(({ by }) => by.by === 'template') : [];
      sums.unsupported += unsupported.length;
      sums.long += long.length;
      if (writer.asksModel) sums.ofModel += draft.written.length;
      sums.kept += writer.asksModel ? draft.written.length - fallbacks.length : 0;
      const problems = [
        ...unsupported.map((claim) => `nothing supports ${claim}`),
        ...long,
        ...fallbacks.map(({ by }) => (by.by === 'template' ? `the template stands: ${by.problems ?? by.because}` : '')),
      ];
      const good = unsupported.length + long.length > 0 ? 0 : 1 - fallbacks.length / draft.written.length;
      cases.push(resultOf(id, writer, draft, good, problems));
    }
  }
  const measures = {
    'unsupported claims': sums.unsupported,
    'over the word limit': sums.long,
    'share kept of a model': sums.ofModel === 0 ? 1 : sums.kept / sums.ofModel,
  };
  return { measures, cases };
}

/** What the stand-in answers, part by part. */
export function scriptOf({ job }: CaseJob, facts: DraftFacts, texts: readonly string[], calls?: string): Script {
  return {
    texts: Object.fromEntries(job.parts.map(({ passage }, n) => [passage, texts[n]!])),
    facts: [...Object.keys(facts.more), 'accountName', 'productName', 'reasonDate', 'personaGoal'].map(
      (name) => `facts.${name}`,
    ),
    calls,
  };
}

export function resultOf(
  id: string,
  writer: Writer,
  { latencyMs, tokens, usd }: Draft,
  score: number,
  problems: readonly string[],
): CaseResult {
  const pass = score === 1;
  const because = pass ? null : problems.join('; ');
  return { id, title: id, answeredBy: writer.name, score, pass, because, latencyMs, tokens, usd };
}

function overLimit({ written }: Draft, { job }: CaseJob): string[] {
  return written.flatMap(({ text }, n) => {
    const words = subjectAndBody(text).body.split(/\s+/).filter(Boolean).length;
    const { wordsAtMost, heading } = job.parts[n]!;
    return words > wordsAtMost ? [`${heading} has ${words} words, at most ${wordsAtMost}`] : [];
  });
}
