import { eventId, type Proposal } from '@salesagent/canon/events';
import { actionId, type RecordType } from '@salesagent/canon/sales';
import type { EventToAppend, StreamBatch } from '@salesagent/event-store';
import { proposalDigest } from '@salesagent/governance';
import type { CommitOptions, Planned, Taken } from './commit';
import type { ActionState } from './reconcile';
import { stamp } from './stamp';

export const batchStream = (taken: Taken): string => `${taken.evaluated.action}:company`;

/** Agent fields of everything that changed, as one proposal an action: one permit, one set-based write. */
export function fieldsBatches(
  valid: readonly Planned[],
  held: ReadonlyMap<string, ActionState>,
  options: CommitOptions,
): { batch: StreamBatch; state: ActionState }[] {
  const byStream = new Map<string, Planned[]>();
  for (const p of valid.filter((v) => v.reconciled.copyFields)) {
    const stream = batchStream(p.taken);
    byStream.set(stream, [...(byStream.get(stream) ?? []), p]);
  }
  return [...byStream].map(([stream, all]) => {
    const before = held.get(stream)!;
    const episode = before.episode + 1;
    const { taken } = all[0]!;
    const { action } = taken.evaluated;
    const proposal = fieldsProposal(actionId(action, 'company', episode), all, options);
    const event: EventToAppend = {
      id: eventId(taken.cause, stream, 'ActionProposed', before.version + 1),
      type: 'ActionProposed',
      data: proposal,
      ...stamp(taken, options),
    };
    return {
      batch: { stream, expected: before.version === 0 ? ('none' as const) : before.version, events: [event] },
      state: { ...before, episode, status: 'open' as const, actionId: proposal.actionId },
    };
  });
}

function fieldsProposal(id: string, all: readonly Planned[], options: CommitOptions): Proposal {
  const { action: name } = all[0]!.taken.evaluated;
  const settings = options.settings.get(name)!;
  const { subjectType } = options.actions.get(name)!;
  const rows = all.flatMap(({ taken: { evaluated } }) => {
    const fields = evaluated.outcome.kind === 'insight' ? evaluated.outcome.fields : null;
    return fields ? [{ id: evaluated.subject.slice(subjectType.length + 1), set: fields }] : [];
  });
  const fields = [...new Set(rows.flatMap((r) => Object.keys(r.set)))].sort();
  const change = { kind: 'fields-batch' as const, type: subjectType satisfies RecordType, fields, rows };
  return {
    actionId: id,
    action: name,
    agent: settings.agent,
    effect: 'insight',
    subject: 'company',
    accountId: null,
    ownerId: null,
    tier: 'T1',
    title: `Copy ${name} to ${rows.length} ${rows.length === 1 ? 'record' : 'records'}`,
    why: 'Agent-owned fields follow the insight, so that people see it where they work.',
    facts: { records: rows.length, fields },
    evidence: [],
    citations: [],
    draft: null,
    change,
    digest: proposalDigest({ action: name, subject: 'company', change }),
    recordVersion: null,
    attention: { pWin: 0, amount: 0, uplift: 0, minutes: 0, hourlyCost: 0, expectedValue: 0, priors: [] },
    playbookVersion: settings.playbookVersion,
    businessDate: options.businessDate,
  };
}
