import { outputViolations, violationsInWords, type OutputPolicy } from '@salesagent/governance';
import {
  claimsIn,
  contentWords,
  Ground,
  promiseClaims,
  readsAsEnglish,
  sentencesOf,
  Source,
  verifyText,
  type Claim,
} from '../guard';
import { outgoing } from '../output';
import { sentenceText, subjectAndBody, textOf, type DraftPart } from './answer';
import type { FilledPart, Trace } from './part';
import type { ShownJob, ShownPart } from './shown-job';

export type Judged =
  | { ok: true; text: string; traces: Trace[]; removed: number }
  | {
      ok: false;
      /** For the model, which may try once more, and for whoever asks why the template was used. */
      problems: string[];
    };

/** Whether a part may be used as a model wrote it: form, people, citations, claims and the output policy. */
export function judgePart(
  draft: DraftPart,
  part: ShownPart,
  job: ShownJob,
  policy: OutputPolicy,
  as: FilledPart['as'],
): Judged {
  const text = textOf(draft);
  const problems = [...formProblems(text, part), ...tokenProblems(text, job)];
  if (!readsAsEnglish(text, job.ground)) problems.push('is not in English, the only language the guard reads');
  if (problems.length > 0) return { ok: false, problems };
  const unsupported = unsupportedIn(draft, part, job);
  const verdict = verifyText(text, job.ground, { mustHold: part.mustHold, more: unsupported });
  if (!verdict.kept) return { ok: false, problems: [verdict.reason] };
  const form = formProblems(verdict.text, part);
  if (form.length > 0) return { ok: false, problems: [...form, ...verdict.removed.map(({ because }) => because)] };
  const refused = violations(verdict.text, part, job.ground, policy, as);
  if (refused) return { ok: false, problems: [refused] };
  return { ok: true, text: verdict.text, traces: tracesOf(verdict.claims), removed: verdict.removed.length };
}

function formProblems(text: string, { template, wordsAtMost, mustHold }: ShownPart): string[] {
  const { subject, body } = subjectAndBody(text);
  const problems: string[] = [];
  const hasSubject = subjectAndBody(template).subject !== null;
  if (hasSubject !== (subject !== null)) problems.push(hasSubject ? 'has no subject line' : 'has a subject line');
  if (body === '') problems.push('has no text');
  // A subject is stored in the clear, so it names nobody.
  if (subject?.includes('{{')) problems.push('names a person in the subject');
  const words = body.split(/\s+/).filter(Boolean).length;
  if (words > wordsAtMost) problems.push(`has ${words} words, at most ${wordsAtMost}`);
  const missing = mustHold.filter((held) => !body.includes(held));
  if (missing.length > 0) problems.push(`does not hold ${missing.join(', ')}`);
  return problems;
}

function tokenProblems(text: string, { people }: ShownJob): string[] {
  const unknown = people.unknownIn(text);
  const left = people.show(text).match(/\{\{[^}]*\}?\}?/g) ?? [];
  const odd = [...new Set([...unknown, ...left])];
  return odd.length > 0 ? [`names ${odd.join(', ')}, which it was not given`] : [];
}

/** A statement shares at least so much of its words with what it says it rests on. */
const SHARED_AT_LEAST = 2 / 3;

/**
 * Sentences that cite nothing, cite what was not given, or share too little with what they cite. A question and a subject
 * tell as much as a statement does (“it never breaks, may I come by?”), so they are held to the same.
 */
function unsupportedIn(draft: DraftPart, part: ShownPart, { facts, passages, ground }: ShownJob): Claim[] {
  const claim = (sentence: string, kind: Claim['kind'], what: string): Claim => ({
    kind,
    claim: what,
    from: null,
    sentence,
  });
  const valueOf = (id: string): Source =>
    new Source(id, id === part.id ? part.template : (facts[id] ?? passages[id] ?? ''));
  const given = (id: string): boolean => id === part.id || Object.hasOwn(facts, id) || Object.hasOwn(passages, id);
  return draft.paragraphs.flat().flatMap((drafted) => {
    const whole = sentenceText(drafted);
    return sentencesOf(whole).flatMap(({ text }) => {
      const made = drafted.from.filter((id) => !given(id));
      if (made.length > 0) return [claim(text, 'statement', `${text} (from ${made.join(', ')})`)];
      const foreign = numbersNotIn(text, ground, drafted.from.map(valueOf));
      if (foreign.length > 0) return foreign;
      const words = contentWords(bare(text.replace(/^Subject:/, ''), ground));
      if (words.length === 0) return [];
      const cited = new Set(drafted.from.flatMap((id) => contentWords(String(valueOf(id).value))));
      const shared = words.filter((word) => cited.has(word)).length;
      return shared >= SHARED_AT_LEAST * words.length ? [] : [claim(text, 'statement', text)];
    });
  });
}

/** Numbers of a sentence that stand somewhere, and not in what it says it rests on. */
function numbersNotIn(text: string, ground: Ground, cited: readonly Source[]): Claim[] {
  const numbers = claimsIn(text, ground).filter(({ kind }) => kind === 'number');
  if (numbers.length === 0) return [];
  const known = claimsIn(text, new Ground(cited)).filter(({ kind, from }) => kind === 'number' && from === null);
  const missing = new Set(known.map(({ claim }) => claim));
  return numbers.filter(({ claim }) => missing.has(claim)).map((claim) => ({ ...claim, from: null, sentence: text }));
}

/** Without the facts it states: they trace by themselves, or do not. */
function bare(text: string, ground: Ground): string {
  let rest = text.replace(/\{\{[^}]*\}\}/g, ' ');
  for (const { kind, claim } of claimsIn(rest, ground)) {
    if (kind === 'number' || kind === 'date' || kind === 'name') rest = rest.replace(claim, ' ');
  }
  return rest;
}

function violations(
  text: string,
  { first }: ShownPart,
  ground: Ground,
  policy: OutputPolicy,
  as: FilledPart['as'],
): string | null {
  const { subject, body } = subjectAndBody(text);
  const promises = promiseClaims(text, ground).map(({ promise, claim, from }) => ({
    kind: promise,
    words: claim,
    from,
  }));
  const broken = outputViolations({ ...outgoing({ ...as, subject, body, first }, ground), promises }, policy);
  return broken.length > 0 ? `breaks ${violationsInWords(broken)}` : null;
}

/** Numbers and days name nobody, so they are kept; of everything else only where it is from. */
function tracesOf(claims: readonly (Claim & { from: string })[]): Trace[] {
  const traces = claims.map(({ kind, claim, from }): Trace => {
    return kind === 'number' || kind === 'date' ? { kind, claim, from } : { kind, from };
  });
  return [...new Map(traces.map((trace) => [JSON.stringify(trace), trace])).values()];
}
