import { defineAction, nothing, personal, type Decision } from '@salesagent/agent';
import { accountSituation, type AccountSituation } from './account-situation';
import { countWords, decideSequence, sequenceRules, type SequenceFacts } from './rules';

interface Facts extends SequenceFacts {
  contactName: string | null;
  /** The people that the messages name. */
  people: string[];
  accountName: string | null;
  ownerName: string | null;
  /** What an inbound message was most likely about: the product of the account's newest deal. */
  newestProduct: string | null;
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
    const productName = reason.productName ?? facts.newestProduct;
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
  draft(decision, facts, words) {
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
    const touches = dueOn.map((due, index) => ({
      due,
      ...message(words.render(`Touch ${index + 1}`, { ...values, reasonSentence })),
    }));
    const long = touches.findIndex((t, i) => countWords(t.body) > (i === 0 ? firstTouchWords : laterTouchWords));
    if (long >= 0) return nothing(`touch ${long + 1} has more words than the playbook allows`);
    return {
      ...decision,
      values: {
        reason,
        touches: touches.map((t) => ({
          ...t,
          body: personal(`text/contact/${facts.contactId}`, t.body, facts.people),
        })),
      },
      reasons: [`${reason.kind} on ${reason.date}`],
      texts: touches.flatMap((t) => [t.subject, t.body]),
      // A person reads each before it is sent, in their own name.
      customerTexts: touches.map(({ subject, body }, i) => ({
        subject,
        body,
        first: i === 0,
        sentBy: 'person',
        channel: 'mail',
      })),
    };
  },
});

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Leaves out what is not known, so that a template that needs it says so. */
function present(values: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter((e): e is [string, string] => e[1] !== null));
}

/** A touch template begins with its subject line. */
function message(rendered: string): { subject: string; body: string } {
  const [first = '', ...rest] = rendered.split('\n');
  return { subject: first.replace(/^Subject:\s*/, '').trim(), body: rest.join('\n').trim() };
}
