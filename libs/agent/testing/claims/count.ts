import { settingsOf } from '../../src/settings';
import type { Action } from '../../src/define';
import type { Outcome } from '../../src/outcome';
import type { DocumentPassage } from '@salesagent/canon/events';
import { passagesIn, type Documents } from '../../src/documents';
import { personalIn } from '../../src/personal';
import type { Pen } from '../../src/writing';
import { winCurve } from '../curve';
import { basePlaybook } from '../playbooks';
import { given } from '../scenario';
import { checkClaims, wordsOf, type Claim } from '../../src/claim-check';
import { generatedDeals, IDS, type GeneratedDeal } from './generate';
import { knownOf } from './known';
import { relationsIn } from './relations';

/** What an action came to over the generated deals. */
export interface ClaimCount {
  action: string;
  looked: number;
  /** Looks that ended in something a person reads. */
  written: number;
  /** Of these, how many rest on a document of the company. */
  proven: number;
  texts: number;
  claims: number;
  unsupported: { deal: string; text: string; claim: Claim }[];
  /** Why nothing was written, with how often. */
  refusals: Map<string, number>;
}

export const DEALS = 200;
export const SEED = 20_260_304;
export const SELLER = 'Northstar Systems';

/** One text that a person reads, with what it was written from. */
export interface Written {
  deal: GeneratedDeal;
  texts: string[];
  cited: readonly string[];
  /** Passages of documents that it says it rests on. */
  documents: readonly DocumentPassage[];
}

/** The record of a generated deal that an action is about. */
export function subjectOf({ subjectType }: Action): string {
  const { account, contact, activity } = IDS;
  const subjects: Readonly<Record<string, string>> = { account, contact, activity: `${activity}1` };
  return subjects[subjectType] ?? IDS.deal;
}

/** What is there beside the records: the playbook's templates and no documents when absent. */
export interface WrittenWith {
  pen?: Pen | null;
  documents?: Documents | null;
}

/** Has an action look at each deal, through gather, decide, draft and verify. */
export async function writtenBy(
  action: Action,
  deals: readonly GeneratedDeal[],
  { pen = null, documents = null }: WrittenWith = {},
): Promise<(Written | string)[]> {
  const subject = subjectOf(action);
  const written: (Written | string)[] = [];
  for (const deal of deals) {
    const { today, moved, pushed } = deal.sketch;
    // A call is looked at on its own day.
    const called = action.subjectType === 'activity' ? deal.sketch.activities[0]?.happenedAt?.slice(0, 10) : null;
    const plain = given(...deal.rows)
      .on(called ?? today)
      .withCurve(winCurve())
      .after(`opportunity/${IDS.deal}`, 'OpportunityStageMoved', ...moved)
      .after(`opportunity/${IDS.deal}`, 'CloseDatePushed', ...pushed);
    const scenario = documents ? plain.withDocuments(documents) : plain;
    const outcome = await (pen ? scenario.withPen(pen) : scenario).when(action, subject);
    written.push(
      outcome.kind === 'nothing'
        ? outcome.reason
        : { deal, texts: textsOf(outcome), cited: citedBy(outcome), documents: documentsOf(outcome) },
    );
  }
  return written;
}

/** Checks everything an action writes about the deals, claim by claim. */
export async function countClaims(
  action: Action,
  deals = generatedDeals(DEALS, SEED),
  documents: Documents | null = null,
): Promise<ClaimCount> {
  const count = emptyCount(action, deals.length);
  for (const one of await writtenBy(action, deals, { documents })) checked(action, one, count);
  return count;
}

export const emptyCount = (action: Action, looked: number): ClaimCount => ({
  ...{ action: action.id, looked, written: 0, proven: 0, texts: 0, claims: 0, unsupported: [] },
  refusals: new Map(),
});

/** Adds one look to a count. */
export function checked(action: Action, one: Written | string, count: ClaimCount): void {
  if (typeof one === 'string') {
    count.refusals.set(one, (count.refusals.get(one) ?? 0) + 1);
    return;
  }
  const check = checkerFor(action);
  count.written += 1;
  if (one.documents.length > 0) count.proven += 1;
  for (const text of one.texts) {
    const { claims, unsupported } = check(text, one);
    count.texts += 1;
    count.claims += claims.length;
    count.unsupported.push(...unsupported.map((claim) => ({ deal: one.deal.label, text, claim })));
  }
}

const checkers = new Map<string, ReturnType<typeof makeChecker>>();

/** The checker, told what the action may write from. */
export function checkerFor(action: Action): ReturnType<typeof makeChecker> {
  const checker = checkers.get(action.id) ?? makeChecker(action);
  checkers.set(action.id, checker);
  return checker;
}

function makeChecker(action: Action) {
  const playbook = basePlaybook();
  const settings = settingsOf(action, playbook);
  if (!settings.on) throw new Error(`${action.id} is off: ${settings.reason}`);
  const { section } = settings.settings;
  const vocabulary = wordsOf(playbook.sections.flatMap((s) => s.passages.map(({ text }) => text.toLowerCase())));
  return (text: string, { deal, cited, documents }: Written) => {
    const known = knownOf(deal, { section, curve: winCurve(), seller: SELLER, cited, documents });
    return checkClaims(text, known, vocabulary, relationsIn(text, known));
  };
}

type Something = Exclude<Outcome, { kind: 'nothing' }>;

const citedBy = (outcome: Something): readonly string[] =>
  outcome.kind === 'insight' ? outcome.data.citations : outcome.proposal.citations;

const documentsOf = (outcome: Something): readonly DocumentPassage[] =>
  outcome.kind === 'insight'
    ? (outcome.data.documents ?? [])
    : passagesIn(outcome.proposal.facts).filter(({ id }) => outcome.proposal.citations.includes(id));

/** Everything in an outcome that a person reads as words. */
export function textsOf(outcome: Something): string[] {
  if (outcome.kind === 'insight') {
    const touches = (outcome.data.values['touches'] ?? []) as { subject: string; body: unknown }[];
    return [...outcome.data.reasons, ...touches.flatMap(({ subject, body }) => [subject, ...read(body)])];
  }
  const { title, why, draft, change } = outcome.proposal;
  const spoken =
    change.kind === 'task'
      ? [change.title, change.body]
      : change.kind === 'document'
        ? [change.name.replace(/\.docx$/, ''), ...read(change.content)]
        : change.kind === 'fields'
          ? personalIn(change.set).map(({ value }) => value)
          : [];
  return [title, why, ...read(draft), ...spoken];
}

/** Words inside a value; of a text marked as personal its value, of a block of a document no `kind`. */
function read(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  if ('personal' in value && 'value' in value) return read(value.value);
  return Object.entries(value).flatMap(([key, inner]) => (key === 'kind' ? [] : read(inner)));
}

/** As a table in Markdown, with the sum below. */
export function printedClaims(counts: readonly ClaimCount[]): string {
  const sum = (of: (count: ClaimCount) => number): number => counts.reduce((n, count) => n + of(count), 0);
  const rows = [
    ...counts.map((c) => [c.action, c.looked, c.written, c.texts, c.claims, c.unsupported.length]),
    ['**all**', sum((c) => c.looked), sum((c) => c.written), sum((c) => c.texts), sum((c) => c.claims)].concat(
      sum((c) => c.unsupported.length),
    ),
  ];
  const lines = rows.map((cells) => `| ${cells.join(' | ')} |`);
  return [
    '| action | deals | written | texts | claims | unsupported |',
    '| --- | --: | --: | --: | --: | --: |',
    ...lines,
  ].join('\n');
}
