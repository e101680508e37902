import { defineAction, nothing, personal, subjectAndBody, type Decision } from '@salesagent/agent';
import { accountSituation, type AccountSituation } from './account-situation';
import { countWords, decideSequence, sequenceRules, type SequenceFacts } from './rules';

interface Facts extends SequenceFacts {
  contactName: string | null;
  /** The people that the messages name. */
  people: string[];
  accountName: string | null;
  ownerName: string | null;
  /** What an inbound message was most likely about: the product of the account's newest deal. */
  newestProductName: string | null;
}

/** What `decide` hands to `draft`; the reader sees the messages. */
interface SequenceValues {
  reason: { kind: 'inbound' | 'lost' | 'bought'; date: string; productName: string | null; source: string };
  personaGoal: string;
  dueOn: string[];
  firstTouchWords: number;
  laterTouchWords: number;
}

export const sequenceDrafting = defineAction({
  id: 'sequence-drafting',
  rules: sequenceRules,
  reader: 'customer',
  needs: {
    contact: ['accountId', 'name', 'persona', 'optedOut'],
    account: ['name', 'ownerId'],
    person: ['name'],
    product: ['name'],
    opportunity: ['accountId', 'subStage', 'outcome', 'closedAt', 'createdAt', 'productId'],
    case: ['accountId', 'status', 'escalationLevel'],
    activity: ['accountId', 'contactId', 'direction', 'happenedAt'],
  },
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
    return {
      ...situation,
      contactId: contact.id,
      contactName: text(await context.open(contact.fields['name'])),
      people: [`contact/${contact.id}`, ...(owner ? [`person/${owner.id}`] : [])],
      persona: typeof persona === 'string' ? persona.toLowerCase() : null,
      optedOut: contact.fields['optedOut'] === true,
      accountName: text(account?.fields['name']),
      ownerName: text(await context.open(owner?.fields['name'])),
    };
  },
  decide(facts, rules, today): Decision {
    const decision = decideSequence(facts, rules, today);
    if (!decision.write) return nothing(decision.because);
    const { reason, personaGoal, dueOn } = decision;
    const { firstTouchWords, laterTouchWords } = rules;
    const productName = reason.productName ?? facts.newestProductName;
    const values: SequenceValues = {
      reason: { ...reason, productName },
      personaGoal,
      dueOn,
      firstTouchWords,
      laterTouchWords,
    };
    return {
      kind: 'insight',
      values: { ...values },
      reasons: [],
      material: { reason, persona: facts.persona, ownerName: facts.ownerName, productName },
    };
  },
  async draft(decision, facts, words) {
    if (decision.kind !== 'insight') return decision;
    const { reason, personaGoal, dueOn, firstTouchWords, laterTouchWords } =
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
    const parts = dueOn.map((_, index) => ({
      heading: `Touch ${index + 1}`,
      values: { ...values, reasonSentence },
      wordsAtMost: index === 0 ? firstTouchWords : laterTouchWords,
      // A person reads each before it is sent, in their own name.
      as: { first: index === 0, sentBy: 'person' as const, channel: 'mail' as const },
    }));
    const [contact = '', owner = ''] = facts.people;
    const written = await words.write(parts, { contactName: contact, ...(owner && { ownerName: owner }) });
    const touches = written.map(({ text, by }, index) => {
      const { subject, body } = subjectAndBody(text);
      return { due: dueOn[index]!, subject: subject ?? '', body, by, ...parts[index]!.as };
    });
    const long = touches.findIndex((t, i) => countWords(t.body) > parts[i]!.wordsAtMost);
    if (long >= 0) return nothing(`touch ${long + 1} has more words than the playbook allows`);
    return {
      ...decision,
      values: {
        reason,
        touches: touches.map(({ due, subject, body, by }) => {
          const sealed = (words: string) => personal(`text/contact/${facts.contactId}`, words, facts.people);
          const refused = by.by === 'template' && by.problems ? { problems: sealed(by.problems) } : {};
          return { due, subject, body: sealed(body), written: { ...by, ...refused } };
        }),
      },
      reasons: [`${reason.kind} on ${reason.date}`],
      texts: touches.flatMap((t) => [t.subject, t.body]),
      customerTexts: touches,
    };
  },
});

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Leaves out what is not known, so that a template that needs it says so. */
function present(values: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter((e): e is [string, string] => e[1] !== null));
}
