import {
  disclosureRules,
  OUTPUT_SECTIONS,
  outputPolicyRules,
  outputViolations,
  promisesIn,
  toneRules,
  type OutgoingText,
  type OutputPolicy,
} from '@salesagent/governance';
import { rulesOf, type Passage, type Playbook, type Section } from './playbook';
import type { PlaybookProblem } from './problems';
import { placeholdersOf } from './template';

const SUBJECT = /^Subject:[ \t]*(.*)\n?/;
const PLACEHOLDER = /\{\{[^}]*\}\}/g;
/** As when the agents read them: a stop and a space, or a line end. */
const SENTENCE_ENDS = /(?<=[.!?])\s+|\n+/;

/**
 * Templates of messages to customers that the output policy would refuse, whatever they are filled with: their action
 * would draft nothing, and say so only then. Links, and the words of a first message, are counted when it is filled.
 * @throws PlaybookErrors when the pages of conduct cannot be read
 */
export function refusedTemplates(playbook: Playbook): PlaybookProblem[] {
  const policy = policyOf(playbook);
  if (policy === null) return [];
  return playbook.sections.flatMap((section) =>
    messagesOf(section).flatMap((passage) =>
      outputViolations(textOf(passage), policy).map(({ rule, says }) => ({
        file: passage.file,
        line: passage.line,
        message: `"${passage.heading}" breaks ${rule}: ${says}`,
        suggestion: 'say it in other words, or leave it out: with this sentence every draft is refused',
      })),
    ),
  );
}

/** Null where a page is missing: then nothing is written for customers at all. */
function policyOf(playbook: Playbook): OutputPolicy | null {
  const policy = playbook.section(OUTPUT_SECTIONS.policy);
  const tone = playbook.section(OUTPUT_SECTIONS.tone);
  const disclosure = playbook.section(OUTPUT_SECTIONS.disclosure);
  if (!policy || !tone || !disclosure) return null;
  return {
    policy: { ...rulesOf(policy, outputPolicyRules), version: policy.version },
    tone: { ...rulesOf(tone, toneRules), version: tone.version },
    disclosure: { ...rulesOf(disclosure, disclosureRules), version: disclosure.version },
  };
}

/** A section with a template that has a subject writes messages; its other templates are put into them. */
function messagesOf({ passages }: Section): Passage[] {
  const templates = passages.filter(({ text, heading }) => heading !== 'Worked example' && isTemplate(text));
  return templates.some(({ text }) => SUBJECT.test(text)) ? templates : [];
}
const isTemplate = (text: string): boolean => SUBJECT.test(text) || placeholdersOf(text).length > 0;

function textOf({ id, text }: Passage): OutgoingText {
  const subject = SUBJECT.exec(text)?.[1] ?? null;
  const plain = text.replace(PLACEHOLDER, ' ').replace(/’/g, "'").toLowerCase();
  const promises = plain.split(SENTENCE_ENDS).flatMap(promisesIn);
  return {
    ...{ subject, body: text.replace(SUBJECT, ''), channel: 'mail', company: null },
    ...{ first: false, sentBy: 'person', links: 0 },
    promises: promises.map((promise) => ({ ...promise, from: id })),
  };
}
