import type { ActionSettings } from '@salesagent/agent';
import type { DraftJob } from '@salesagent/agent/writing';
import { renderTemplate, type Passage } from '@salesagent/playbook';
import { CaseFileError } from '../cases/read-yaml';
import type { DraftFacts } from '../cases/schema';

/** The only action whose messages a model words. */
export const DRAFTED_BY = 'sequence-drafting';

interface SequenceRules {
  firstTouchWords: number;
  laterTouchWords: number;
  personas: Record<string, string>;
}

export interface CaseJob {
  job: DraftJob;
  /** Passages that its templates come from. */
  passages: Passage[];
}

/**
 * The touches of a sequence as the action would have them written.
 * @param place of the case, in messages: `drafting.yaml: lost-finance`
 * @throws CaseFileError when the playbook has no such persona or template
 */
export function draftJob(
  settings: ActionSettings,
  facts: DraftFacts,
  touches: readonly number[],
  place: string,
): CaseJob {
  const { personas, firstTouchWords, laterTouchWords } = settings.rules as SequenceRules;
  const personaGoal = personas[facts.persona];
  if (!personaGoal) {
    const remedy = `There are: ${Object.keys(personas).join(', ')}.`;
    throw new CaseFileError(`${place}: the playbook has no persona "${facts.persona}".`, remedy);
  }
  const passageAt = (heading: string): Passage => {
    const passage = settings.section.passages.find((each) => each.heading === heading);
    if (!passage) {
      const message = `${place}: ${settings.section.id} of the playbook has no passage "${heading}".`;
      throw new CaseFileError(message, 'Write what the case asks for, or take the case out.');
    }
    return passage;
  };
  const { contactName, accountName, ownerName, productName, reasonDate, reason, more } = facts;
  const known = { contactName, accountName, ownerName, productName, reasonDate, personaGoal };
  const because = passageAt(`Reason: ${reason}`);
  const values = { ...known, reasonSentence: renderTemplate(because.text, known) };
  const templates = touches.map((touch) => passageAt(`Touch ${touch}`));
  const parts = templates.map(({ heading, id, text }, n) => {
    const first = touches[n] === 1;
    return {
      ...{ heading, values, passage: id, template: text, filled: renderTemplate(text, values) },
      wordsAtMost: first ? firstTouchWords : laterTouchWords,
      as: { first, sentBy: 'person' as const, channel: 'mail' as const },
    };
  });
  return {
    job: {
      ...{ action: DRAFTED_BY, agent: settings.agent, subject: 'contact/evaluated', settings, tools: [], parts },
      facts: { ...known, persona: facts.persona, ...more },
      people: { contactName: 'contact/evaluated', ownerName: 'person/evaluated' },
    },
    passages: [because, ...templates],
  };
}
