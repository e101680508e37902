import { personal } from '@salesagent/agent';
import { MEDDICC_LETTERS } from '@salesagent/canon/sales';
import {
  anyOf,
  cuesOf,
  misleads,
  quotable,
  readByCues,
  squeezed,
  statementsOf,
  type Misleading,
  type Statement,
} from '@salesagent/extraction';
import { namedIn } from '../../deals/named-people';
import type { GatheredCall } from './gather';
import type { CallFacts, CallRules, Heard, Step } from './rules';
import { saidDay } from './said-day';

/** “If”, “whether” and “update the” make evidence worthless, and belong to what people want, agree on and do next. */
const MAY_BE_IN_A_PLAN: readonly Misleading[] = ['a question', 'a maybe', 'an order'];
const ROLES = ['EB', 'Champion', 'Influencer', 'Blocker'] as const;

/** What the notes of a call say, in their own words; by the phrases of the playbook, so that nothing is added. */
export function readCall({ notes, people, evidence, ...call }: GatheredCall, rules: CallRules): CallFacts {
  const named = namedIn(notes, people);
  const about = named.map(({ record }) => record);
  const sealed = (words: string) => personal(`text/activity/${call.activityId}`, words, about);
  const statements = (but: readonly Misleading[]): Statement[] =>
    evidence
      ? quotable(statementsOf(notes), cuesOf(evidence)).filter((s) => misleads(s, cuesOf(evidence), but) === null)
      : [];
  const planned = statements(MAY_BE_IN_A_PLAN);
  const firstWith = (phrases: readonly string[]): Statement | undefined => {
    const cue = anyOf(phrases);
    return cue ? planned.find(({ text }) => cue.test(text)) : undefined;
  };
  const heard = (statement: Statement | undefined): Heard | null =>
    statement ? { words: sealed(squeezed(statement.text)) } : null;
  const step = stepIn(planned, people, call.on, rules);
  const note = { activityId: call.activityId, on: call.on, source: 'our note' as const, text: notes };
  const carried = evidence ? readByCues(note, evidence, 'a summary is in the words of the note') : null;
  const pain = carried?.found.find(({ letter }) => letter === 'identifyPain');
  return {
    ...call,
    want: heard(firstWith(rules.cues.want)),
    pain: pain ? { words: sealed(pain.quote) } : null,
    agreed: heard(firstWith(rules.cues.agreed)),
    step: step && { ...step, words: sealed(step.words), who: step.who === null ? null : sealed(step.who) },
    people: named.map(({ name }) => sealed(name)),
    roles: rolesIn(statements([]), people, rules).map(({ role, who, words }) => ({
      ...{ role, who: sealed(who), words: sealed(words) },
    })),
    letters: MEDDICC_LETTERS.filter(
      (letter) => carried?.found.some((found) => found.letter === letter) && !carried.denied.includes(letter),
    ),
  };
}

/** What is next: a statement with one of the phrases that names a day, else the first with one of them. */
function stepIn(
  statements: readonly Statement[],
  people: GatheredCall['people'],
  on: string,
  { cues, nextStepWithinDays }: CallRules,
): (Omit<Step, 'words' | 'who'> & { words: string; who: string | null }) | null {
  const cue = anyOf(cues.nextStep);
  const said = cue ? statements.filter(({ text }) => cue.test(text)) : [];
  const steps = said.map(({ text }) => {
    const day = saidDay(text, on);
    const days = day === null ? null : (Date.parse(day) - Date.parse(on)) / 86_400_000;
    const inTime = days !== null && days >= 0 && days <= nextStepWithinDays;
    return { words: squeezed(text), day, inTime, who: namedIn(text, people)[0]?.name ?? null };
  });
  return steps.find(({ day, who }) => day && who) ?? steps.find(({ day }) => day) ?? steps[0] ?? null;
}

function rolesIn(statements: readonly Statement[], people: GatheredCall['people'], { roles }: CallRules) {
  return ROLES.flatMap((role) => {
    const cue = anyOf(roles[role]);
    if (!cue) return [];
    const heard = statements.flatMap(({ text }) => {
      const [who] = cue.test(text) ? namedIn(text, people) : [];
      return who ? [{ role, who: who.name, words: squeezed(text) }] : [];
    });
    // Once for each, however often it is said.
    return heard.filter(({ who }, n) => heard.findIndex((one) => one.who === who) === n);
  });
}
