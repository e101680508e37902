import { withFullStop } from './full-stop';
import type { Approval } from '../api/approvals.schema';
import type { ChainStep } from '../api/explain.schema';
import type { TimelineEntry } from '../api/timeline.schema';
import { fieldLabel } from '@salesagent/canon/sales';

/** What is known of an action; each part as far as the reader may see it. */
export interface Behind {
  /** The proposal; null for what was signed and never proposed. */
  approval: Approval | null;
  /** Every event of the action and of the records it wrote, oldest first. */
  history: readonly TimelineEntry[];
  /** The event that caused the proposal; `hidden` when it is of a record the reader may not see. */
  trigger: TimelineEntry | 'hidden' | null;
  /** Version of the playbook whose words are shown. */
  playbookVersion: string | null;
}

type Said = Partial<ChainStep> & Pick<ChainStep, 'part' | 'sentence'>;

/** How an action came about, from events alone: eight answers, and of each that is missing why. */
export function chainOf(behind: Behind): ChainStep[] {
  return [
    trigger(behind),
    ...(behind.approval
      ? [facts(behind, behind.approval), rules(behind, behind.approval), words(behind, behind.approval)]
      : []),
    policy(behind),
    approval(behind),
    execution(behind),
    outcome(behind),
  ];
}

const NOTHING: Omit<ChainStep, 'part' | 'sentence'> = {
  ...{ known: true, eventId: null, at: null, by: null, version: null },
  ...{ facts: [], passages: [] },
};
const step = (said: Said): ChainStep => ({ ...NOTHING, ...said });
const from = (entry: TimelineEntry | undefined): Partial<ChainStep> =>
  entry ? { eventId: entry.eventId, at: entry.recordedAt, by: entry.by } : {};
const unknown = (part: ChainStep['part'], sentence: string): ChainStep => step({ part, sentence, known: false });

function newest({ history }: Behind, ...types: string[]): TimelineEntry | undefined {
  return history.findLast((entry) => types.includes(entry.type));
}

function trigger(behind: Behind): ChainStep {
  const proposed = newest(behind, 'ActionProposed');
  if (behind.trigger === 'hidden')
    return unknown('trigger', 'It was set off by an event of a record that is not yours to see.');
  if (behind.trigger) {
    const { trigger: entry } = behind;
    return step({ part: 'trigger', sentence: `${entry.sentence} (${entry.subject}).`, ...from(entry) });
  }
  if (!proposed) return unknown('trigger', 'No event says what set it off: it was not proposed by an agent.');
  return unknown('trigger', `Its cause, ${proposed.causationId}, is no event that is kept here.`);
}

function facts(behind: Behind, { evidence, businessDate }: Approval): ChainStep {
  const n = evidence.length;
  return step({
    part: 'facts',
    sentence: `${n === 0 ? 'No facts were' : n === 1 ? 'One fact was' : `${n} facts were`} recorded with the proposal, as of ${businessDate}.`,
    facts: evidence.map(({ label, value, source }) => ({ label, value, source })),
    ...from(newest(behind, 'ActionProposed')),
  });
}

function rules(behind: Behind, { why, citations, playbookVersion }: Approval): ChainStep {
  const changed = citations.length > 0 && behind.playbookVersion !== playbookVersion;
  return step({
    part: 'rules',
    sentence: changed ? `${why} The playbook has changed since; its passages are shown in their present words.` : why,
    version: playbookVersion,
    passages: citations,
    ...from(newest(behind, 'ActionProposed')),
  });
}

function words(behind: Behind, { draft }: Approval): ChainStep {
  const sentence =
    draft === null
      ? 'Nothing was drafted, and no model call is recorded.'
      : 'Words were drafted from the playbook’s own template; no model call is recorded.';
  return step({ part: 'words', sentence, ...from(newest(behind, 'ActionProposed')) });
}

function policy(behind: Behind): ChainStep {
  const asked = newest(behind, 'ApprovalRequested');
  const version = behind.approval?.policyVersion ?? null;
  if (asked) {
    const until = behind.approval?.expiresAt ? `, to be decided by ${behind.approval.expiresAt.slice(0, 10)}` : '';
    return step({ part: 'policy', sentence: `${asked.sentence}${until}.`, version, ...from(asked) });
  }
  const prepared = newest(behind, 'ActionPrepared');
  if (prepared) return step({ part: 'policy', sentence: withFullStop(prepared.sentence), version, ...from(prepared) });
  const executed = newest(behind, 'ExecutionStarted');
  if (executed) {
    const sentence = 'The policy asked nobody: it ran within its limits, or as part of what a person had signed.';
    return step({ part: 'policy', sentence, version, ...from(executed) });
  }
  const waiting = newest(behind, 'ActionAdmitted', 'ActionQueued');
  if (!waiting) return unknown('policy', 'It has not come before the policy yet.');
  return step({ part: 'policy', sentence: `Nobody has been asked yet. ${waiting.sentence}.`, ...from(waiting) });
}

const DECIDED = ['ActionApproved', 'ActionRejected', 'ActionExpired', 'ActionWithdrawn', 'ProposalSuperseded'];

function approval(behind: Behind): ChainStep {
  const decided = newest(behind, ...DECIDED, 'TieringSigned');
  if (!decided) {
    const first = newest(behind, 'SecondApprovalRequested');
    if (first) return step({ part: 'approval', sentence: withFullStop(first.sentence), ...from(first) });
    if (newest(behind, 'ExecutionStarted')) return unknown('approval', 'No decision of a person stands behind it.');
    return unknown('approval', 'Nobody has decided it yet.');
  }
  const edited = behind.approval?.decidedBy?.edited === true;
  const digest = behind.approval?.digest;
  return step({
    part: 'approval',
    sentence: withFullStop(decided.sentence),
    facts: [
      ...(digest === undefined
        ? []
        : [{ label: edited ? 'Digest before the edit' : 'Digest', value: digest, source: null }]),
    ],
    ...from(decided),
  });
}

function execution(behind: Behind): ChainStep {
  const ended = newest(behind, 'ActionExecuted', 'ActionFailed', 'ActionOutcomeUnknown');
  const entry = ended ?? newest(behind, 'ExecutionStarted');
  if (!entry) return unknown('execution', 'It has not been carried out.');
  const { execution: done } = behind.approval ?? {};
  const written = (done?.writes ?? []).flatMap(({ record, after }) =>
    Object.entries(after).map(([field, value]) => ({
      label: fieldLabel(field),
      value,
      source: `${record}#${field}`,
    })),
  );
  const note = done?.note ? ` ${done.note}.` : '';
  return step({ part: 'execution', sentence: `${entry.sentence}.${note}`, facts: written, ...from(entry) });
}

function outcome(behind: Behind): ChainStep {
  const undone = newest(behind, 'ActionUndone');
  if (undone) return step({ part: 'outcome', sentence: withFullStop(undone.sentence), ...from(undone) });
  const observed = newest(behind, 'OutcomeObserved');
  if (observed) return step({ part: 'outcome', sentence: withFullStop(observed.sentence), ...from(observed) });
  const echo = behind.history.findLast((entry) => entry.by.kind === 'action');
  if (!echo) return unknown('outcome', 'No outcome has been observed.');
  const sentence = `In the CRM: ${echo.sentence} (${echo.subject}). What it was worth has not been observed.`;
  return step({ part: 'outcome', sentence, ...from(echo) });
}
