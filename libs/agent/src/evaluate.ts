import { trace, type Span } from '@opentelemetry/api';
import { MEDDICC, SUB_STAGES, TIERS, type RecordType, type Tier } from '@salesagent/canon/sales';
import { CEILINGS, expectedValue, sha256Canonical } from '@salesagent/governance';
import type { MirrorRow } from '@salesagent/mirror';
import { MissingFacts } from '@salesagent/playbook';
import type { Decision, Insight, Nothing, ProposalDecision } from './decision';
import type { Action, GatherContext } from './define';
import { Ground, reasonOf, Source, TEMPLATES, untraced } from './guard';
import type { Outcome } from './outcome';
import { refusedByPolicy } from './output';
import { overreachOf } from './overreach';
import { stringsIn } from './personal';
import type { ActionSettings } from './settings';
import { MissingPassage, Words } from './words';

const tracer = trace.getTracer('@salesagent/agent');

/** One step of the pipeline as a span; an error marks it and goes on. */
async function step<T>(name: string, action: Action, run: (span: Span) => Promise<T> | T): Promise<T> {
  return tracer.startActiveSpan(`action.${name}`, { attributes: { 'salesagent.action': action.id } }, async (span) => {
    try {
      return await run(span);
    } catch (error) {
      span.recordException(error as Error);
      throw error;
    } finally {
      span.end();
    }
  });
}

const CANON_WORDS = [Object.values(MEDDICC), Object.values(SUB_STAGES)];

/** A decision that is not yet put into words, with the facts it rests on. */
export interface Decided {
  decision: Insight | ProposalDecision;
  facts: object;
}

/**
 * gather → decide → draft → verify for one subject. Nothing is written.
 * @param subject `null` when the record is gone or was never there
 */
export async function evaluate(
  action: Action,
  subject: MirrorRow | null,
  context: GatherContext,
  settings: ActionSettings,
): Promise<Outcome> {
  const decided = await gatherAndDecide(action, subject, context, settings);
  return 'kind' in decided ? decided : putIntoWords(action, subject!, decided, context, settings);
}

/** The first half: what there is to say, or why nothing. */
export async function gatherAndDecide(
  action: Action,
  subject: MirrorRow | null,
  context: GatherContext,
  settings: ActionSettings,
): Promise<Decided | Nothing> {
  if (!subject) return { kind: 'nothing', reason: 'the record is not there (any more)' };
  const eligible = action.eligible?.(subject) ?? true;
  if (eligible !== true) return { kind: 'nothing', reason: eligible };
  if (action.uses?.winCurve && !context.winCurve) {
    return { kind: 'nothing', reason: 'the win curve of the company has not been fitted yet' };
  }
  const facts = await step('gather', action, () => action.gather(subject, context));
  if (!facts) return { kind: 'nothing', reason: 'the facts it rests on are not recorded' };
  const decision = await step('decide', action, () => action.decide(facts, settings.rules, context.businessDate));
  return decision.kind === 'nothing' ? decision : { decision, facts };
}

/** The second half: the words, checked, and the outcome. */
export async function putIntoWords(
  action: Action,
  subject: MirrorRow,
  { decision, facts }: Decided,
  context: GatherContext,
  settings: ActionSettings,
): Promise<Outcome> {
  const words = new Words(settings.section);
  const drafted = await step('draft', action, () => draft(action, decision, facts, words));
  if (drafted.kind === 'nothing') return drafted;
  const refusal = await step('verify', action, () => verify(drafted, decision, facts, words, settings, context));
  if (refusal) return { kind: 'nothing', reason: refusal };
  return drafted.kind === 'insight'
    ? insightOutcome(drafted, words, settings, context)
    : proposalOutcome(action, drafted, facts, subject, words, settings, context);
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

const grounds = new WeakMap<ActionSettings, Ground>();

/** What the playbook and the canon say, whatever the subject. */
function groundOf(settings: ActionSettings): Ground {
  const known = grounds.get(settings);
  if (known) return known;
  const passages = settings.section.passages.map((p) => new Source(p.id, p.text, 'passage'));
  const ground = new Ground([new Source('rules', settings.rules), ...passages, new Source('canon', CANON_WORDS)]);
  grounds.set(settings, ground);
  return ground;
}

/** Null when every claim traces and every citation exists; else the reason for refusing. */
function verify(
  drafted: Insight | ProposalDecision,
  decided: Insight | ProposalDecision,
  facts: object,
  words: Words,
  settings: ActionSettings,
  context: GatherContext,
): string | null {
  const overreach = overreachOf(drafted, decided);
  if (overreach) return `refused: a draft puts words to what was decided, and ${overreach}`;
  const known = new Set(settings.section.passages.map((p) => p.id));
  const unknown = [...(drafted.citations ?? []), ...words.cited].find(
    (c) => !known.has(c) && !context.playbook.passage(c),
  );
  if (unknown) return `refused: it cites ${unknown}, which the playbook does not have`;
  // What `decide` computed from facts and rules is as good as they are; what a draft adds is not.
  const computed = decided.kind === 'proposal' ? decided.evidence : decided.values;
  const sources = [new Source('facts', facts), new Source('decision', computed)];
  const ground = new Ground([...sources, new Source('businessDate', context.businessDate)], groundOf(settings));
  for (const text of textsOf(drafted)) {
    const missing = untraced(text, ground, TEMPLATES);
    if (missing.length > 0) return `refused: ${reasonOf(missing)}`;
  }
  if (settings.output) return refusedByPolicy(drafted.customerTexts ?? [], settings.output, ground, words.lent);
  return null;
}

/** What a person would read. */
function textsOf(decision: Insight | ProposalDecision): string[] {
  if (decision.kind === 'insight') return [...decision.reasons, ...(decision.texts ?? [])];
  const { change } = decision;
  const spoken =
    change.kind === 'task' ? [change.title, change.body] : change.kind === 'document' ? stringsIn(change.content) : [];
  return [decision.title, decision.why, ...stringsIn(decision.draft ?? null), ...spoken];
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
      playbookVersion: settings.playbookVersion,
    },
    fields: insight.fields ?? null,
  };
}

async function proposalOutcome(
  action: Action,
  decision: ProposalDecision,
  facts: object,
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
      evidence: decision.evidence,
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

function citations(decision: Insight | ProposalDecision, words: Words): string[] {
  return [...new Set([...(decision.citations ?? []), ...words.cited])];
}

/** No account or no tier known counts as T1: nothing is known that would allow more. */
async function tierOf(accountId: string | null, context: GatherContext): Promise<Tier> {
  const account = accountId ? await context.mirror.get('account' satisfies RecordType, accountId) : null;
  const tier = account?.fields['tier'];
  return TIERS.find((t) => t === tier) ?? 'T1';
}
