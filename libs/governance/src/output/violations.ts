import { OUTPUT_SECTIONS, type OutputPolicy } from './policy';
import type { PromiseKind } from './promises';

/** A text on its way to a customer. */
export interface OutgoingText {
  /** Null where the channel has none. */
  subject: string | null;
  body: string;
  /** The first we send this person in this matter. */
  first: boolean;
  /** `agent`: no person reads it before it goes out. */
  sentBy: 'person' | 'agent';
  /** As `conduct/ai-disclosure` calls it: `chat`, `answers`, `voice`, `mail`. */
  channel: string;
  /** Name of the company that sends it; needed where an agent sends. */
  company: string | null;
  links: number;
  /** Promises of the text, each with the passage whose words it is in; null = in nobody's. */
  promises: readonly { kind: PromiseKind; words: string; from: string | null }[];
}

export interface OutputViolation {
  /** `conduct/output-policy#guarantee` */
  rule: string;
  /** Version of the section that sets the rule. */
  version: string;
  /** What breaks it, for the person who reads the refusal. */
  says: string;
}

/** Every rule of the policy that a text breaks. Pure; the text is given in the form in which it would be shown. */
export function outputViolations(text: OutgoingText, rules: OutputPolicy): OutputViolation[] {
  return [...promiseViolations(text, rules), ...toneViolations(text, rules), ...disclosureViolations(text, rules)];
}

function promiseViolations({ promises, links, subject }: OutgoingText, { policy }: OutputPolicy): OutputViolation[] {
  const broken = (name: string, says: string): OutputViolation => ({
    rule: `${OUTPUT_SECTIONS.policy}#${name}`,
    version: policy.version,
    says,
  });
  const found = promises.flatMap(({ kind, words, from }) => {
    if (policy.promises[kind] === 'never') return [broken(kind, `“${words}” is not to be said at all`)];
    if (from === null) return [broken(kind, `“${words}” is in no words of the playbook`)];
    const money = kind === 'price' || kind === 'discount';
    if (money && !policy.pricesFrom.some((section) => from.startsWith(`${section}#`))) {
      return [broken(kind, `“${words}”: the words of ${from} may not name a ${kind}`)];
    }
    return [];
  });
  const line = (subject ?? '').trim().toLowerCase();
  const begins = policy.subjectNever.find((prefix) => line.replace(/\s+(?=:)/, '').startsWith(prefix.toLowerCase()));
  if (begins) found.push(broken('subjectNever', `the subject pretends to answer (“${begins}”)`));
  if (links > policy.linksAtMost) found.push(broken('linksAtMost', `${links} links, at most ${policy.linksAtMost}`));
  return found;
}

function toneViolations({ subject, body, first }: OutgoingText, { tone }: OutputPolicy): OutputViolation[] {
  const broken = (name: string, says: string): OutputViolation => ({
    rule: `${OUTPUT_SECTIONS.tone}#${name}`,
    version: tone.version,
    says,
  });
  const found: OutputViolation[] = [];
  const words = body.split(/\s+/).filter(Boolean).length;
  const most = tone.firstTouchWordsAtMost;
  if (first && words > most) found.push(broken('firstTouchWordsAtMost', `${words} words, at most ${most}`));
  const questions = body.split('?').length - 1;
  if (questions > tone.questionsAtMost) {
    found.push(broken('questionsAtMost', `${questions} questions, at most ${tone.questionsAtMost}`));
  }
  const said = `${subject ?? ''}\n${body}`.toLowerCase().replace(/’/g, "'").replace(/\s+/g, ' ');
  const banned = tone.forbidden.filter((phrase) => said.includes(phrase.toLowerCase()));
  return [...found, ...banned.map((phrase) => broken('forbidden', `“${phrase}”`))];
}

function disclosureViolations(
  { body, first, sentBy, channel, company }: OutgoingText,
  { disclosure }: OutputPolicy,
): OutputViolation[] {
  const alone = sentBy === 'agent';
  const asked = disclosure.disclosedIn.some((where) => where === channel || (alone && where.startsWith(`${channel} `)));
  if (!first || !alone || !asked) return [];
  const wording = disclosure.wording.replace('{company}', company ?? '').replace(/’/g, "'");
  if (company && body.replace(/’/g, "'").includes(wording)) return [];
  return [
    {
      rule: `${OUTPUT_SECTIONS.disclosure}#wording`,
      version: disclosure.version,
      says: `the first message must say “${disclosure.wording}”`,
    },
  ];
}

/** `refused by conduct/output-policy#guarantee (version 3f2a…): “we guarantee” is not to be said at all` */
export function violationsInWords(violations: readonly OutputViolation[]): string {
  return violations.map(({ rule, version, says }) => `${rule} (version ${version.slice(0, 8)}): ${says}`).join('; ');
}
