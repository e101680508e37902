import { MEDDICC } from '@salesagent/canon/sales';
import { renderTemplate } from '@salesagent/playbook';
import type { CallFacts, CallRules, Heard } from './rules';

const NOT_SAID = 'not said';

/** The summary by the playbook's template, every part in quotation marks or said to be missing. */
export function summaryOf(facts: CallFacts, missing: readonly string[], { summaryWordsAtMost }: CallRules): string {
  const { want, pain, agreed, step, people, roles, letters, on, template, withoutStep } = facts;
  const parts = { want, pain, agreed, nextStep: step };
  const unsaid = Object.entries({ 'what they want': want, 'what hurts': pain, 'what was agreed': agreed });
  const each = Math.floor(summaryWordsAtMost / Math.max(1, Object.values(parts).filter(Boolean).length));
  const values = Object.fromEntries(Object.entries(parts).map(([name, heard]) => [name, quoted(heard, each)]));
  const whole = renderTemplate(template, {
    ...values,
    meetingDate: on,
    people: people.map(({ value }) => value).join(', ') || 'nobody by name',
    nextStepDate: step?.day ?? 'a day that was not said',
    nextStepWho: step?.who?.value ?? 'nobody of theirs by name',
    notSaid: unsaid.flatMap(([what, heard]) => (heard ? [] : [what])).join(', ') || 'nothing of these',
  });
  const heard = roles.map(({ role, who, words }) => `${who.value} – ${role}: “${words.value}”`);
  const carried = letters.length > 0 ? [`MEDDICC: ${letters.map((letter) => MEDDICC[letter]).join(', ')}`] : [];
  const first = missing.length > 0 ? [renderTemplate(withoutStep, { missing: missing.join(', ') })] : [];
  return [...first, whole, ...heard, ...carried].join('\n');
}

/** Words of the note, cut at their end where they take more than their part. */
function quoted(heard: Heard | null, wordsAtMost: number): string {
  if (!heard) return NOT_SAID;
  const words = heard.words.value.split(' ');
  return `“${words.slice(0, wordsAtMost).join(' ')}${words.length > wordsAtMost ? ' …' : ''}”`;
}
