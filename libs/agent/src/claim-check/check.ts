import { MEDDICC, SUB_STAGES } from '@salesagent/canon/sales';
import { quantitiesIn, sentencesCited } from './cited';
import { Extraction, namesIn, promisesIn, quotationsIn, TAKEN, type Claim } from './extract';
import type { CitedDocument, Facts, Quantity } from './facts';

export interface Checked {
  claims: Claim[];
  unsupported: Claim[];
}

/** Labels of forms and documents, which assert nothing. */
const LABELS = [...Object.values(MEDDICC), ...Object.values(SUB_STAGES), 'ICP', 'T1 T2 T3', 'Item Price Total P80'];

/**
 * Every claim of a text, and those that follow neither from the facts nor from the passages it cites. It
 * shares no code with the guard of the agents, and reads what they wrote as a stranger would: the text alone.
 * @param related what was found of sentences that tie facts together, and whether each holds
 * @param vocabulary lower-case words of the playbook: a capital at the beginning of a sentence makes none of them a name
 */
export function checkClaims(
  written: string,
  known: Facts,
  vocabulary: ReadonlySet<string>,
  related: readonly { claim: Claim; holds: boolean }[] = [],
): Checked {
  const claims: Claim[] = [];
  const unsupported: Claim[] = [];
  const note = (claim: Claim, supported: boolean): void => {
    claims.push(claim);
    if (!supported) unsupported.push(claim);
  };
  const facts = [...known.words, ...known.sentences];
  for (const { claim, holds } of related) note(claim, holds);
  const documents = known.documents ?? [];
  const exact = wordsOf([...known.passages, ...LABELS, ...nameable(documents)]);
  const ordinary = (word: string): boolean => exact.has(word) || vocabulary.has(word) || word === 'I';
  const cited = sentencesCited(written, documents, (sentence) => namesIn(withoutFacts(sentence, facts), ordinary));
  for (const { claim, holds } of cited.found) note(claim, holds);
  const text = cited.rest;
  for (const quoted of quotationsIn(text)) {
    note(
      quoted,
      [...facts, ...known.passages].some((source) => source.includes(quoted.text)),
    );
  }
  const links = new Extraction(text).linksAndAddresses();
  for (const link of links.claims)
    note(
      link,
      facts.some((fact) => fact.includes(link.text)),
    );
  const rest = new Extraction(withoutFacts(text, facts)).linksAndAddresses().dates();
  for (const claim of rest.claims) if (claim.kind === 'date') note(claim, known.dates.has(claim.date ?? ''));
  const binding = sentencePatterns(known.passages);
  for (const promise of promisesIn(rest.rest))
    note(
      promise,
      binding.some((pattern) => pattern.test(promise.text)),
    );
  const numbers = new Extraction(rest.rest).numbers();
  const stated = numbersOf(known.passages);
  const quantities = [...known.quantities, ...quantitiesIn(documents)];
  for (const claim of numbers.claims) note(claim, isReckoned(claim, quantities) || stated.has(claim.text));
  for (const name of namesIn(numbers.rest, ordinary)) note(name, false);
  // A fact that was taken out whole was stated, and stands.
  const named = rest.rest.split(TAKEN).length - 1 - rest.claims.length - cited.found.length;
  for (let n = 0; n < named; n++) claims.push({ kind: 'name', text: TAKEN });
  return { claims, unsupported };
}

/** Of documents that may be named from, what they say. */
const nameable = (documents: readonly CitedDocument[]): string[] =>
  documents.filter(({ mayNameCustomers }) => mayNameCustomers).map(({ text }) => text);

/** The text with every fact that it states word for word taken out, the longest first. */
function withoutFacts(text: string, facts: readonly string[]): string {
  const longest = [...new Set(facts)].sort((a, b) => b.length - a.length);
  return longest.reduce((left, fact) => {
    const escaped = fact.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return left.replace(new RegExp(`(?<![\\p{L}\\p{M}\\d])${escaped}(?![\\p{L}\\p{M}\\d])`, 'gu'), TAKEN);
  }, text);
}

/** Whether a number is one of the quantities, as precisely as it is shown and in its own unit. */
function isReckoned({ number }: Claim, quantities: readonly Quantity[]): boolean {
  if (!number) return false;
  const { value, decimals, unit, percent } = number;
  const least = decimals === 0 && !percent ? 1e-9 : 0.5 * 10 ** -decimals + 1e-9 * Math.max(1, Math.abs(value));
  return quantities.some((q) => {
    if (percent) return q.unit === 'share' && Math.abs(100 * q.value - value) <= least;
    if (q.unit === 'share') return false;
    if (unit !== 'unknown' && q.unit !== unit && q.unit !== 'other') return false;
    return Math.abs(q.value - value) <= least;
  });
}

/** Sentences of the playbook, with anything in place of a placeholder. */
function sentencePatterns(passages: readonly string[]): RegExp[] {
  return passages
    .flatMap((passage) => passage.split(/(?<=[.!?])\s+|\n+/u))
    .filter((sentence) => sentence.trim() !== '')
    .map((sentence) => {
      const parts = sentence.trim().split(/\{\{[^}]*\}\}/u);
      return new RegExp(
        `^${parts.map((p) => p.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^\\p{L}]{1,200}?')}$`,
        'u',
      );
    });
}

const withoutPlaceholders = (text: string): string => text.replace(/\{\{[^}]*\}\}/gu, ' ');

/** Numbers that the passages themselves state, digits or spelled out. */
function numbersOf(passages: readonly string[]): Set<string> {
  const found = passages.flatMap((p) => new Extraction(withoutPlaceholders(p)).dates().numbers().claims);
  return new Set(found.map(({ text }) => text));
}

/** Words as they stand in some texts. */
export function wordsOf(texts: readonly string[]): Set<string> {
  return new Set(texts.flatMap((text) => withoutPlaceholders(text).match(/[\p{L}\p{M}\d][\p{L}\p{M}\d’']*/gu) ?? []));
}
