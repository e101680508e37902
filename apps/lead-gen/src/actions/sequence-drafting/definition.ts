import {
  defineAction,
  nothing,
  passagesIn,
  personal,
  subjectAndBody,
  type Decision,
  type WrittenBy,
} from '@salesagent/agent';
import { accountSituation, type AccountSituation } from './account-situation';
import { findProof, proofsIn, type FoundProof, type Proof } from './proof';
import { countWords, decideSequence, sequenceRules, type SequenceFacts } from './rules';

interface Facts extends SequenceFacts {
  contactName: string | null;
  /** The people that the messages name. */
  people: string[];
  accountName: string | null;
  ownerName: string | null;
  /** What an inbound message was most likely about: the product of the account's newest deal. */
  newestProductName: string | null;
  /** What documents of ours say for it. */
  proof: FoundProof;
}

/** What `decide` hands to `draft`; the reader sees the messages. */
interface SequenceValues {
  reason: { kind: 'inbound' | 'lost' | 'bought'; date: string; productName: string | null; source: string };
  personaGoal: string;
  dueOn: string[];
  firstTouchWords: number;
  laterTouchWords: number;
  /** By the index of the touch that says it. */
  proofs: Record<number, Proof>;
  /** Why there is none; null where there is one. */
  withoutProof: string | null;
}

export const sequenceDrafting = defineAction({
  id: 'sequence-drafting',
  rules: sequenceRules,
  reader: 'customer',
  needs: {
    contact: ['accountId', 'name', 'persona', 'optedOut'],
    account: ['name', 'ownerId', 'industry'],
    person: ['name'],
    product: ['name'],
    opportunity: ['accountId', 'subStage', 'outcome', 'closedAt', 'createdAt', 'productId'],
    case: ['accountId', 'status', 'escalationLevel'],
    activity: ['accountId', 'contactId', 'direction', 'happenedAt'],
  },
  asks: { proof: { kinds: ['case-study', 'product-sheet'], limit: 4 } },
  on: [
    { event: 'ContactCreated' },
    { event: 'ContactFieldsRevised', fields: ['persona'] },
    { event: 'ContactConsentChanged' },
    { event: 'CaseEscalated' },
    'ImportCompleted',
    'ActionRequested',
  ],
  async gather(contact, context): Promise<Facts | null> {
    const accountId = contact.fields['accountId'];
    if (typeof accountId !== 'string') return null;
    const account = await context.mirror.get('account', accountId);
    const ownerId = account?.fields['ownerId'];
    const owner = typeof ownerId === 'string' ? await context.mirror.get('person', ownerId) : null;
    const situation: AccountSituation = await accountSituation(accountId, contact.id, context);
    const persona = contact.fields['persona'];
    const facts = {
      ...situation,
      contactId: contact.id,
      contactName: text(await context.open(contact.fields['name'])),
      people: [`contact/${contact.id}`, ...(owner ? [`person/${owner.id}`] : [])],
      persona: typeof persona === 'string' ? persona.toLowerCase() : null,
      optedOut: contact.fields['optedOut'] === true,
      accountName: text(account?.fields['name']),
      ownerName: text(await context.open(owner?.fields['name'])),
    };
    const { newestProductName } = situation;
    const proof = await findProof({ facts, industry: text(account?.fields['industry']), newestProductName }, context);
    return { ...facts, proof };
  },
  decide(facts, rules, today): Decision {
    const decision = decideSequence(facts, rules, today);
    if (!decision.write) return nothing(decision.because);
    const { reason, personaGoal, dueOn } = decision;
    const { firstTouchWords, laterTouchWords } = rules;
    const productName = reason.productName ?? facts.newestProductName;
    const { passages, otherProducts } = facts.proof;
    const proofs =
      productName === null
        ? []
        : proofsIn(passages, { ...facts, proof: null }, rules, {
            product: productName,
            otherProducts,
            goal: personaGoal,
          });
    const inTouches = proofs.map((proof, i) => [rules.proofInTouches[i]! - 1, proof]);
    const withoutProof =
      proofs.length > 0 ? null : (facts.proof.without ?? 'no sentence of it may be said as it stands');
    const values: SequenceValues = {
      reason: { ...reason, productName },
      personaGoal,
      dueOn,
      firstTouchWords,
      laterTouchWords,
      proofs: Object.fromEntries(inTouches) as Record<number, Proof>,
      withoutProof,
    };
    return {
      kind: 'insight',
      values: { ...values },
      reasons: [],
      material: {
        ...{ reason, persona: facts.persona, ownerName: facts.ownerName, productName },
        // Words that are used, not the documents they are in: one that is indexed again is no news.
        ...(inTouches.length > 0 && { proofs: inTouches }),
      },
    };
  },
  async draft(decision, facts, words) {
    if (decision.kind !== 'insight') return decision;
    const { reason, personaGoal, dueOn, firstTouchWords, laterTouchWords, proofs, withoutProof } =
      decision.values as unknown as SequenceValues;
    const values = present({
      contactName: facts.contactName,
      accountName: facts.accountName,
      ownerName: facts.ownerName,
      productName: reason.productName,
      reasonDate: reason.date,
      personaGoal,
    });
    const reasonSentence = words.render(`Reason: ${reason.kind}`, values);
    const wordsAtMost = (index: number): number => (index === 0 ? firstTouchWords : laterTouchWords);
    /** Empty where the template has no place for it, the touch would be too long with it, or the policy bars it. */
    const proofIn = (index: number): { proofSentence?: string } => {
      const proof = proofs[index];
      if (!proof || !words.admits(proof.sentence, proof.passage)) return {};
      const filled = words.render(`Touch ${index + 1}`, { ...values, reasonSentence, proofSentence: proof.sentence });
      const { body } = subjectAndBody(filled);
      const fits = body.includes(proof.sentence) && countWords(body) <= wordsAtMost(index);
      return fits ? { proofSentence: proof.sentence } : {};
    };
    const parts = dueOn.map((_, index) => ({
      heading: `Touch ${index + 1}`,
      values: { ...values, reasonSentence, ...proofIn(index) },
      wordsAtMost: wordsAtMost(index),
      // A person reads each before it is sent, in their own name.
      as: { first: index === 0, sentBy: 'person' as const, channel: 'mail' as const },
    }));
    const [contact = '', owner = ''] = facts.people;
    const written = await words.write(parts, { contactName: contact, ...(owner && { ownerName: owner }) });
    const touches = written.map(({ text, by }, index) => {
      const { subject, body } = subjectAndBody(text);
      return { due: dueOn[index]!, subject: subject ?? '', body, by, ...parts[index]!.as };
    });
    const said = touches.flatMap((touch, index) => {
      const proof = parts[index]!.values.proofSentence === undefined ? undefined : proofs[index];
      return proof && restsOn(proof, touch) ? [proof.passage] : [];
    });
    const long = touches.findIndex((t, i) => countWords(t.body) > parts[i]!.wordsAtMost);
    if (long >= 0) return nothing(`touch ${long + 1} has more words than the playbook allows`);
    return {
      ...decision,
      values: {
        reason,
        proof: {
          from: said,
          without: said.length > 0 ? null : (withoutProof ?? NO_PLACE),
        },
        touches: touches.map(({ due, subject, body, by }) => {
          const sealed = (words: string) => personal(`text/contact/${facts.contactId}`, words, facts.people);
          const refused = by.by === 'template' && by.problems ? { problems: sealed(by.problems) } : {};
          return { due, subject, body: sealed(body), written: { ...by, ...refused } };
        }),
      },
      reasons: [`${reason.kind} on ${reason.date}`],
      documents: passagesIn(facts.proof).filter(({ id }) => said.includes(id)),
      texts: touches.flatMap((t) => [t.subject, t.body]),
      customerTexts: touches,
    };
  },
});

const NO_PLACE = 'the touch has no place for it';

/** Whether a touch rests on a proof that it was offered: it says it, or a model had it to word. */
const restsOn = ({ sentence }: Proof, { body, by }: { body: string; by: WrittenBy }): boolean =>
  body.includes(sentence) || by.by === 'model';

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Leaves out what is not known, so that a template that needs it says so. */
function present(values: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter((e): e is [string, string] => e[1] !== null));
}
