import { MEDDICC } from '@salesagent/canon/sales';
import { renderTemplate } from '@salesagent/playbook';
import type { CallFacts, CallRules, Heard } from './rules';

/** Phrases find what they find: that nothing was said is more than they can tell. */
const NOT_FOUND = 'nothing found';

/** The summary by the playbook's template, every part in quotation marks or said not to be found. */
export function summaryOf(facts: CallFacts, missing: readonly string[], { summaryWordsAtMost }: CallRules): string {
  const { roles, letters, withoutStep } = facts;
  const first = missing.length > 0 ? [renderTemplate(withoutStep, { missing: missing.join(', ') })] : [];
  // Quotations give way, all alike, until there is room for the page.
  let wordsAtMost = summaryWordsAtMost;
  while (wordsAtMost > 1 && countWords([...first, page(facts, wordsAtMost)]) > summaryWordsAtMost) wordsAtMost -= 1;
  const carried = letters.length > 0 ? [`MEDDICC: ${letters.map((letter) => MEDDICC[letter]).join(', ')}`] : [];
  const heard = roles.map(({ role, who, words }) => `${who.value} – ${role}: “${words.value}”`);
  const lines = [...first, page(facts, wordsAtMost), ...carried, ...heard];
  return lines
    .filter((_, n) => n <= first.length || countWords(lines.slice(0, n + 1)) <= summaryWordsAtMost)
    .join('\n');
}

const countWords = (lines: readonly string[]): number => lines.join(' ').split(/\s+/).filter(Boolean).length;

function page({ want, pain, agreed, step, people, on, template }: CallFacts, wordsAtMost: number): string {
  const unfound = Object.entries({ 'what they want': want, 'what hurts': pain, 'what was agreed': agreed });
  return renderTemplate(template, {
    want: quoted(want, wordsAtMost),
    pain: quoted(pain, wordsAtMost),
    agreed: quoted(agreed, wordsAtMost),
    nextStep: quoted(step, wordsAtMost),
    meetingDate: on,
    people: people.map(({ value }) => value).join(', ') || 'nobody by name',
    nextStepDate: step?.day ?? 'a day that was not found',
    nextStepWho: step?.who?.value ?? 'nobody of theirs by name',
    notSaid: unfound.flatMap(([what, heard]) => (heard ? [] : [what])).join(', ') || 'nothing of these',
  });
}

/** Words of the note, cut at their end where they take more than their part. */
function quoted(heard: Heard | null, wordsAtMost: number): string {
  if (!heard) return NOT_FOUND;
  const words = heard.words.value.split(' ');
  return `“${words.slice(0, wordsAtMost).join(' ')}${words.length > wordsAtMost ? ' …' : ''}”`;
}
