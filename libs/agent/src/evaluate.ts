import type { Evidence } from '@salesagent/canon/events';
import { recordRef, TIERS, type RecordType, type Tier } from '@salesagent/canon/sales';
import { CEILINGS, expectedValue, sha256Canonical } from '@salesagent/governance';
import type { MirrorRow } from '@salesagent/mirror';
import { MissingFacts } from '@salesagent/playbook';
import { citations, documentsOf } from './cited';
import type { Decision, Insight, Nothing, ProposalDecision } from './decision';
import type { Action, GatherContext } from './define';
import type { Outcome } from './outcome';
import { sourceHash } from './read-before';
import { Reading } from './reading';
import type { ActionSettings } from './settings';
import { step } from './step';
import { refusalOf } from './verification';
import { MissingPassage, Words } from './words';
import type { PartWriter, Pen } from './writing';

/** A decision that is not yet put into words, with the facts it rests on. */
export interface Decided {
  decision: Insight | ProposalDecision;
  facts: object;
  /** Hashes of the texts that there were to read; none where it reads none. */
  sources: readonly string[];
}

/**
 * gather → read → decide → draft → verify for one subject. Nothing is written.
 * @param subject `null` when the record is gone or was never there
 * @param reading what texts are read with where an action reads some; null = without a model
 * @param pen what drafts are written with where an action lets a model word them; null = the playbook's templates
 */
export async function evaluate(
  action: Action,
  subject: MirrorRow | null,
  context: GatherContext,
  settings: ActionSettings,
  pen: Pen | null = null,
  reading: Reading | null = null,
): Promise<Outcome> {
  const decided = await gatherAndDecide(action, subject, context, settings, reading);
  return 'kind' in decided ? decided : putIntoWords(action, subject!, decided, context, settings, pen);
}

/** The first half: what there is to say, or why nothing. */
export async function gatherAndDecide(
  action: Action,
  subject: MirrorRow | null,
  context: GatherContext,
  settings: ActionSettings,
  reading: Reading | null = null,
): Promise<Decided | Nothing> {
  if (!subject) return { kind: 'nothing', reason: 'the record is not there (any more)' };
  const eligible = action.eligible?.(subject) ?? true;
  if (eligible !== true) return { kind: 'nothing', reason: eligible };
  if (action.uses?.winCurve && !context.winCurve) {
    return { kind: 'nothing', reason: 'the win curve of the company has not been fitted yet' };
  }
  const gathered = await step('gather', action, () => action.gather(subject, context));
  if (!gathered) return { kind: 'nothing', reason: 'the facts it rests on are not recorded' };
  const by = { action: action.id, agent: settings.agent, subject: recordRef(subject.type, subject.id) };
  const reader = (reading ?? Reading.without('no model is asked here')).by(by);
  const { read } = action;
  const facts = read ? await step('read', action, () => read(gathered, settings.rules, reader)) : gathered;
  const decision = await step('decide', action, () => action.decide(facts, settings.rules, context.businessDate));
  const sources = (action.texts?.(gathered) ?? []).map(sourceHash);
  return decision.kind === 'nothing' ? decision : { decision, facts, sources };
}

/** The second half: the words, checked, and the outcome. No transaction is open: a model may take its time. */
export async function putIntoWords(
  action: Action,
  subject: MirrorRow,
  decided: Decided,
  context: GatherContext,
  settings: ActionSettings,
  pen: Pen | null = null,
): Promise<Outcome> {
  const writer = pen && writerFor(action, subject, decided, settings, pen);
  const words = new Words(settings.section, writer, settings.output);
  const outcome = await wordedWith(words, action, subject, decided, context, settings);
  // Whatever is wrong with a model's words, the playbook's own are there.
  return outcome.kind === 'nothing' && words.modelWrote
    ? wordedWith(new Words(settings.section, null, settings.output), action, subject, decided, context, settings)
    : outcome;
}

function writerFor(
  action: Action,
  subject: MirrorRow,
  { facts }: Decided,
  settings: ActionSettings,
  pen: Pen,
): PartWriter {
  const { agent } = settings;
  const about = { action: action.id, agent, subject: recordRef(subject.type, subject.id), tools: action.tools ?? [] };
  return (parts, people) => pen.write({ ...about, facts, settings, parts, people });
}

async function wordedWith(
  words: Words,
  action: Action,
  subject: MirrorRow,
  { decision, facts, sources }: Decided,
  context: GatherContext,
  settings: ActionSettings,
): Promise<Outcome> {
  const drafted = await step('draft', action, () => draft(action, decision, facts, words));
  if (drafted.kind === 'nothing') return drafted;
  const refusal = await step('verify', action, () => refusalOf(drafted, decision, facts, words, settings, context));
  if (refusal) return { kind: 'nothing', reason: refusal };
  return drafted.kind === 'insight'
    ? insightOutcome(drafted, words, settings, context)
    : proposalOutcome(action, drafted, { facts, sources }, subject, words, settings, context);
}

/** What the episodes of a proposal are told apart by, and the insights of a subject. */
export function materialOf(decision: Insight | ProposalDecision, settings: ActionSettings): string {
  return decision.kind === 'insight'
    ? sha256Canonical([settings.section.version, decision.material ?? decision.values])
    : sha256Canonical(decision.material);
}

async function draft(
  action: Action,
  decided: Insight | ProposalDecision,
  facts: object,
  words: Words,
): Promise<Decision> {
  if (!action.draft) return decided;
  try {
    return await action.draft(decided, facts, words);
  } catch (error) {
    // Words are never written around a gap: a missing fact or passage ends the draft, and is said.
    if (error instanceof MissingFacts || error instanceof MissingPassage) {
      return { kind: 'nothing', reason: error.message };
    }
    throw error;
  }
}

function insightOutcome(insight: Insight, words: Words, settings: ActionSettings, context: GatherContext): Outcome {
  return {
    kind: 'insight',
    material: materialOf(insight, settings),
    data: {
      businessDate: context.businessDate,
      values: insight.values,
      reasons: insight.reasons,
      citations: citations(insight, words),
      ...documentsOf(insight),
      playbookVersion: settings.playbookVersion,
    },
    fields: insight.fields ?? null,
  };
}

async function proposalOutcome(
  action: Action,
  decision: ProposalDecision,
  { facts, sources }: Omit<Decided, 'decision'>,
  subject: MirrorRow,
  words: Words,
  settings: ActionSettings,
  context: GatherContext,
): Promise<Outcome> {
  const accountId = subject.type === 'account' ? subject.id : stringOf(subject.fields['accountId']);
  const tier = decision.tier ?? (await tierOf(accountId, context));
  const { pWin, amount } = decision.attention;
  return {
    kind: 'proposal',
    material: materialOf(decision, settings),
    prepareOnly: CEILINGS[action.effect][tier] === 'P',
    ...(decision.parts && { read: { parts: decision.parts, sources } }),
    proposal: {
      action: action.id,
      agent: settings.agent,
      effect: action.effect,
      subject: `${subject.type}/${subject.id}`,
      accountId,
      ownerId: decision.ownerId === undefined ? stringOf(subject.fields['ownerId']) : decision.ownerId,
      tier,
      title: decision.title,
      why: decision.why,
      facts: facts as Record<string, unknown>,
      evidence: decision.evidence as Evidence[],
      citations: citations(decision, words),
      // Marked texts become sealed values before the event is appended.
      draft: (decision.draft ?? null) as string | null,
      change: decision.change,
      recordVersion: subject.version,
      attention: expectedValue({ pWin, amount, ...settings.attention }, settings.prior),
      playbookVersion: settings.playbookVersion,
      businessDate: context.businessDate,
    },
  };
}

const stringOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** No account or no tier known counts as T1: nothing is known that would allow more. */
async function tierOf(accountId: string | null, context: GatherContext): Promise<Tier> {
  const account = accountId ? await context.mirror.get('account' satisfies RecordType, accountId) : null;
  const tier = account?.fields['tier'];
  return TIERS.find((t) => t === tier) ?? 'T1';
}
