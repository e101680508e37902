import { personal, type GatherContext, type Personal } from '@salesagent/agent';
import type { EvidenceLevel, MeddiccLetter } from '@salesagent/canon/sales';
import type { MirrorRow } from '@salesagent/mirror';
import { rulesOf } from '@salesagent/playbook';
import { proposalRules, type ProposalFacts } from './rules';

/** What a proposal rests on. Names and notes are marked, so that the facts are stored with them sealed. */
export interface GatheredProposal extends Omit<ProposalFacts, 'requested'> {
  opportunityId: string;
  company: string;
  currency: string | null;
  termMonths: number | null;
  pWin: number | null;
  /** The deal's primary contact. */
  contact: { id: string; name: Personal; title: string | null } | null;
  owner: { id: string; name: Personal } | null;
  nextStep: { what: Personal; by: string } | null;
  /** The newest noted conversations of the deal. */
  conversations: { activityId: string; on: string; notes: Personal }[];
}

export async function gatherProposal(
  company: string,
  deal: MirrorRow,
  context: GatherContext,
): Promise<GatheredProposal> {
  const { fields } = deal;
  const { mirror } = context;
  const referred = async (type: 'account' | 'product' | 'contact' | 'person', field: string) =>
    typeof fields[field] === 'string' ? mirror.get(type, fields[field]) : null;
  const [account, product, contact, owner] = await Promise.all([
    referred('account', 'accountId'),
    referred('product', 'productId'),
    referred('contact', 'contactId'),
    referred('person', 'ownerId'),
  ]);
  // Whoever the deal is about may be spoken of in what was noted on it; erasing one of them closes it.
  const about = [contact && `contact/${contact.id}`, owner && `person/${owner.id}`].filter((ref) => ref !== null);
  const opened = async (value: unknown): Promise<string | null> => text(await context.open(value));
  const [contactName, ownerName, nextStep, conversations] = await Promise.all([
    opened(contact?.fields['name']),
    opened(owner?.fields['name']),
    opened(fields['nextStep']),
    conversationsOf(deal.id, about, context),
  ]);
  const by = text(fields['nextStepDate'])?.slice(0, 10) ?? null;
  return {
    opportunityId: deal.id,
    company,
    subStage: text(fields['subStage']),
    open: true,
    accountName: text(account?.fields['name']),
    productName: text(product?.fields['name']),
    listPrice: number(product?.fields['listPrice']),
    amount: number(fields['amount']),
    oneOffAmount: number(fields['oneOffAmount']),
    currency: text(fields['currency']),
    termMonths: number(fields['termMonths']),
    meddicc: (fields['meddicc'] ?? null) as Partial<Record<MeddiccLetter, EvidenceLevel>> | null,
    pWin: number(fields['agentWinProbability']),
    contact:
      contact && contactName
        ? {
            id: contact.id,
            name: personal(`contact/${contact.id}`, contactName, [`contact/${contact.id}`]),
            title: text(contact.fields['title']),
          }
        : null,
    owner:
      owner && ownerName
        ? { id: owner.id, name: personal(`person/${owner.id}`, ownerName, [`person/${owner.id}`]) }
        : null,
    nextStep: nextStep && by ? { what: personal(`text/opportunity/${deal.id}`, nextStep, about), by } : null,
    conversations,
  };
}

async function conversationsOf(dealId: string, about: readonly string[], { mirror, open, section }: GatherContext) {
  // Older conversations than these say little about what the buyer wants today.
  const { conversationsRead } = rulesOf(section, proposalRules);
  const noted = (await mirror.where('activity', 'opportunityId', dealId))
    .flatMap((activity) => {
      const on = text(activity.fields['happenedAt'])?.slice(0, 10);
      const happened = activity.fields['outcome'] !== 'no-show';
      return on && happened && activity.fields['notes']
        ? [{ id: activity.id, on, notes: activity.fields['notes'] }]
        : [];
    })
    .toSorted((a, b) => b.on.localeCompare(a.on) || a.id.localeCompare(b.id))
    .slice(0, conversationsRead);
  const opened = await Promise.all(noted.map(({ notes }) => open(notes)));
  return noted.flatMap(({ id, on }, i) => {
    const notes = text(opened[i]);
    return notes ? [{ activityId: id, on, notes: personal(`text/activity/${id}`, notes, about) }] : [];
  });
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);
