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
  const parts = { want, pain, agreed, nextStep: step };
  const called = { want: 'what they want', pain: 'what hurts', agreed: 'what was agreed' } as const;
  const unfound = (Object.keys(called) as (keyof typeof called)[]).filter((part) => !parts[part]);
  // A part that was not found is left out, unless the page has no way to do without it.
  const without = (name: string): string => (new RegExp(`\\{\\{\\s*${name}\\s*\\}\\}`).test(template) ? NOT_FOUND : '');
  const values = Object.entries(parts).map(([name, heard]) => [
    name,
    heard ? quoted(heard, wordsAtMost) : without(name),
  ]);
  return renderTemplate(template, {
    ...(Object.fromEntries(values) as Record<string, string>),
    meetingDate: on,
    people: people.map(({ value }) => value).join(', ') || 'nobody by name',
    nextStepDate: step?.day ? `by ${step.day}` : 'no day found',
    nextStepWho: step?.who ? `with ${step.who.value}` : 'nobody of theirs named',
    notSaid: unfound.map((part) => called[part]).join(', ') || without('notSaid'),
  }).replace(/\n\s*\n/g, '\n');
}

/** Words of the note, cut at their end where they take more than their part. */
function quoted(heard: Heard, wordsAtMost: number): string {
  const words = heard.words.value.split(' ');
  return `“${words.slice(0, wordsAtMost).join(' ')}${words.length > wordsAtMost ? ' …' : ''}”`;
}
