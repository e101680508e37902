import type { GatherContext, SourceText, TurnedDown } from '@salesagent/agent';
import { addDays, MEDDICC, MEDDICC_LETTERS, type MeddiccLetter } from '@salesagent/canon/sales';
import type { Note, SourceKind, Named } from '@salesagent/extraction';
import type { MirrorRow } from '@salesagent/mirror';
import { passageOf, rulesOf } from '@salesagent/playbook';
import { rankingChance } from '../../deals/chance';
import { evidenceOf } from '../../deals/evidence';
import { labelOf, standingOf, text, worthOf } from '../../deals/open-deal';
import { extractionRules, type ExtractionFacts } from './rules';

/** What there is to read about a deal; the texts themselves go no further than the reading. */
export interface Gathered extends Pick<ExtractionFacts, 'dealId' | 'deal' | 'evidence' | 'stored' | 'amount' | 'pWin'> {
  notes: Note[];
  /** What somebody rejected before, out of which notes. */
  turnedDown: TurnedDown;
  /** Whom each activity of the deal is with, `contact/C1`; null where that is not known. */
  withWhom: Record<string, string | null>;
  /** What agents recorded before. */
  recorded: string | null;
  people: Named[];
  things: string[];
  guide: Partial<Record<MeddiccLetter, string>>;
}

/** Where the meaning of the letters stands. */
const GUIDE = '4-progression/meddicc-guide';

/** Null where there is nothing to read, so that a pass over thousands of deals opens nothing for them. */
export async function gatherNotes(deal: MirrorRow, context: GatherContext): Promise<Gathered | null> {
  const { fields } = deal;
  const { mirror } = context;
  const activities = await mirror.where('activity', 'opportunityId', deal.id);
  const notes = await notesOf(activities, context);
  if (notes.length === 0) return null;
  const accountId = text(fields['accountId']);
  const [account, owner, contacts] = await Promise.all([
    accountId ? mirror.get('account', accountId) : null,
    text(fields['ownerId']) ? mirror.get('person', String(fields['ownerId'])) : null,
    accountId ? mirror.where('contact', 'accountId', accountId) : [],
  ]);
  const named = [...contacts, ...(owner ? [owner] : [])];
  const names = (await context.open(named.map((row) => row.fields['name']))) as unknown[];
  const guide = context.playbook.section(GUIDE);
  const { ageDays } = await standingOf(deal, context);
  return {
    dealId: deal.id,
    deal: await labelOf(deal, context),
    evidence: evidenceOf(fields['meddicc']),
    stored: (fields['meddicc'] ?? null) as Record<string, unknown> | null,
    recorded: text(await context.open(fields['agentMeddiccEvidence'])),
    amount: (await worthOf(deal, context)).amount,
    pWin: rankingChance(deal, ageDays, context),
    notes,
    turnedDown: context.turnedDown(`opportunity/${deal.id}`),
    withWhom: Object.fromEntries(
      activities.map(({ id, fields }) => [id, text(fields['contactId']) && `contact/${String(fields['contactId'])}`]),
    ),
    people: named.flatMap((row, i) => {
      const name = text(names[i]);
      return name ? [{ name, record: `${row.type}/${row.id}` }] : [];
    }),
    things: [text(account?.fields['name'])].filter((name) => name !== null),
    guide: Object.fromEntries(
      MEDDICC_LETTERS.flatMap((letter) => {
        const passage = guide && passageOf(guide, MEDDICC[letter]);
        return passage ? [[letter, passage.text]] : [];
      }),
    ),
  };
}

/** Notes and mails of this very deal, newest first; those of other deals of the account are none of them. */
async function notesOf(activities: readonly MirrorRow[], context: GatherContext): Promise<Note[]> {
  const { open, section, businessDate } = context;
  const since = addDays(businessDate, -rulesOf(section, extractionRules).newestFirstDays);
  const noted = activities
    .flatMap(({ id, fields }) => {
      const on = text(fields['happenedAt'])?.slice(0, 10);
      const source = sourceOf(fields);
      const readable = on && on >= since && on <= businessDate && source && fields['notes'];
      return readable ? [{ activityId: id, on, source, notes: fields['notes'] }] : [];
    })
    .toSorted((a, b) => b.on.localeCompare(a.on) || a.activityId.localeCompare(b.activityId));
  // Together, for one request of keys a deal.
  const opened = (await open(noted.map(({ notes }) => notes))) as unknown[];
  return noted.flatMap(({ notes: _, ...note }, i) => {
    const words = text(opened[i]);
    return words ? [{ ...note, text: words }] : [];
  });
}

/** Whose words a text holds; null where it is no evidence: our own mail, or what an agent wrote. */
function sourceOf({ type, direction, byAgent }: MirrorRow['fields']): SourceKind | null {
  if (byAgent === true) return null;
  if (type !== 'email') return 'our note';
  return direction === 'inbound' ? 'mail of the customer' : null;
}

/** A note as what is rejected out of it is remembered by. */
export const sourceText = ({ activityId, text: words }: Note): SourceText => ({
  record: `activity/${activityId}`,
  text: words,
});
