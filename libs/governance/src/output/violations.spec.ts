import { outputPolicyRules } from './policy';
import { outputViolations, type OutgoingText } from './violations';
import type { OutputPolicy } from './policy';

const rules: OutputPolicy = {
  policy: {
    promises: {
      guarantee: 'never',
      legal: 'never',
      reference: 'wording',
      discount: 'wording',
      price: 'wording',
      deadline: 'wording',
      commitment: 'wording',
    },
    pricesFrom: ['5-close/proposal-draft'],
    subjectNever: ['re:'],
    linksAtMost: 1,
    version: 'v1',
  },
  tone: { firstTouchWordsAtMost: 20, questionsAtMost: 1, forbidden: ['just checking in'], version: 'v2' },
  disclosure: {
    disclosedIn: ['chat', 'mail sent without a person'],
    wording: "I am {company}'s AI assistant",
    firstMessage: true,
    version: 'v3',
  },
};
const mail: OutgoingText = {
  ...{ subject: 'One question', body: 'Isdom bought GTX Basic. Is it in use?', first: true, sentBy: 'person' },
  ...{ channel: 'mail', company: 'Acme', links: 0, promises: [] },
};
const broken = (change: Partial<OutgoingText>): string[] =>
  outputViolations({ ...mail, ...change }, rules).map(({ rule, version }) => `${rule} ${version}`);

describe('a text for a customer', () => {
  it('may go out when it keeps to the policy', () => {
    expect(broken({})).toEqual([]);
    expect(broken({ promises: [{ kind: 'commitment', words: 'i can', from: '3-pipeline/x#touch-3' }] })).toEqual([]);
    expect(broken({ promises: [{ kind: 'price', words: 'price', from: '5-close/proposal-draft#summary' }] })).toEqual(
      [],
    );
  });

  it.each<[string, Partial<OutgoingText>, string]>([
    [
      'a guarantee, even of a template',
      { promises: [{ kind: 'guarantee', words: 'guarantee', from: 'a#b' }] },
      'conduct/output-policy#guarantee v1',
    ],
    ['legal advice', { promises: [{ kind: 'legal', words: 'liable', from: 'a#b' }] }, 'conduct/output-policy#legal v1'],
    [
      'a discount in nobody’s words',
      { promises: [{ kind: 'discount', words: '% off', from: null }] },
      'conduct/output-policy#discount v1',
    ],
    [
      'a price outside a proposal',
      { promises: [{ kind: 'price', words: 'price', from: '3-pipeline/x#y' }] },
      'conduct/output-policy#price v1',
    ],
    [
      'an invented reference',
      { promises: [{ kind: 'reference', words: 'our customers', from: null }] },
      'conduct/output-policy#reference v1',
    ],
    ['a fake answer', { subject: 'Re: One question' }, 'conduct/output-policy#subjectNever v1'],
    ['two links', { links: 2 }, 'conduct/output-policy#linksAtMost v1'],
    ['too many words at first', { body: 'word '.repeat(21) }, 'conduct/tone#firstTouchWordsAtMost v2'],
    ['two questions', { body: 'Is it? Is it not?' }, 'conduct/tone#questionsAtMost v2'],
    ['a banned phrase', { body: 'Just  checking in.' }, 'conduct/tone#forbidden v2'],
    ['no disclosure where no person sends it', { sentBy: 'agent' }, 'conduct/ai-disclosure#wording v3'],
    [
      'another company’s disclosure',
      { sentBy: 'agent', body: "I am Betasoloin's AI assistant." },
      'conduct/ai-disclosure#wording v3',
    ],
  ])('is refused for %s, by rule and version', (_, change, rule) => {
    expect(broken(change)).toEqual([rule]);
  });

  it('says who writes where an agent sends it, and once', () => {
    expect(broken({ sentBy: 'agent', body: 'Hello. I am Acme’s AI assistant.' })).toEqual([]);
    expect(broken({ sentBy: 'agent', first: false })).toEqual([]);
    expect(broken({ sentBy: 'agent', channel: 'chat' })).toEqual(['conduct/ai-disclosure#wording v3']);
  });
});

describe('a company’s policy', () => {
  const { version: _, ...firm } = rules.policy;
  it('may be tightened', () => {
    expect(outputPolicyRules.safeParse({ ...firm, promises: { ...firm.promises, reference: 'never' } }).success).toBe(
      true,
    );
  });
  it('may not be loosened', () => {
    const loose = { ...firm, promises: { ...firm.promises, guarantee: 'wording' } };
    expect(outputPolicyRules.safeParse(loose).error?.issues[0]?.message).toBe('cannot be loosened: write never');
  });
});
