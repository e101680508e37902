import { Injectable } from '@nestjs/common';
import type { AffectedAction, AffectedAnswer } from '@salesagent/agent';
import { ACTIONS, type ActionName } from '@salesagent/canon/sales';
import type { AffectedActionView, PlaybookAffected, PlaybookFiles } from '../api/playbook.schema';
import { Reading } from '../controllers/reading';
import { Upstream } from '../upstream/upstream';
import type { Reader } from '../views/reader';
import { subjectLabels } from '../views/subjects';
import { visibleAmong } from '../views/visible-record';
import { AGENTS } from './of-services';

/** Every record of the company is looked at twice. */
const TIMEOUT_MILLISECONDS = 600_000;
/** Records named of one action; all are counted. */
const NAMED = 200;

interface Changes {
  inForce: string;
  candidate: string;
  changes: string[];
}

/** What other sections change, and of which records an action would decide otherwise, as far as the reader may see them. */
@Injectable()
export class PlaybookChanges {
  constructor(
    private readonly upstream: Upstream,
    private readonly reading: Reading,
  ) {}

  /** @throws ProblemError where the sections have a mistake or a service does not answer */
  async of(files: PlaybookFiles, reader: Reader, token: string): Promise<PlaybookAffected> {
    const question = { method: 'POST' as const, token, body: { files } };
    // Mistakes are told by one service, before records are looked at.
    const { inForce, candidate, changes } = await this.upstream.json<Changes>(
      'orchestrator',
      '/playbook/diff',
      question,
    );
    const answers = await Promise.all(
      AGENTS.map((service) =>
        this.upstream.json<AffectedAnswer>(service as 'qualification', '/playbook/affected', {
          ...question,
          timeoutMilliseconds: TIMEOUT_MILLISECONDS,
        }),
      ),
    );
    const found = answers.flatMap(({ actions }) => actions);
    const refs = [...new Set(found.flatMap(({ subjects }) => subjects.map(({ subject }) => subject)))];
    const visible = await visibleAmong(this.reading.pool, reader, refs);
    const shown = found.map((one) => ({ ...one, subjects: one.subjects.filter((s) => visible.has(s.subject)) }));
    const named = shown.flatMap(({ subjects }) => subjects.slice(0, NAMED).map(({ subject }) => subject));
    const labels = await subjectLabels(this.reading.pool, reader.directory, named);
    const affected = new Set(shown.flatMap(({ subjects }) => subjects.map(({ subject }) => subject)));
    return {
      ...{ inForce, candidate, changes },
      subjects: affected.size,
      deals: [...affected].filter((ref) => ref.startsWith('opportunity/')).length,
      actions: shown.map((one) => viewOf(one, changes, (ref) => labels.get(ref)?.label ?? ref)),
      others: answers
        .filter((answer) => answer.inForce !== inForce || answer.candidate !== candidate)
        .map(({ service, inForce: version }) => ({ service, inForce: version })),
    };
  }
}

function viewOf(one: AffectedAction, changes: readonly string[], labelOf: (ref: string) => string): AffectedActionView {
  const { action, off, looked, subjects, failures } = one;
  const { agent, playbook } = ACTIONS[action as ActionName];
  const counts = { new: 0, gone: 0, changed: 0, worded: 0, weighed: 0 };
  for (const { change } of subjects) counts[change] += 1;
  return {
    ...{ action, agent, off, looked, counts, failures },
    changes: changes.filter(
      (c) => c.startsWith(`${playbook}:`) || c.startsWith(`${playbook}#`) || c.startsWith('playbook:'),
    ),
    subjects: subjects.slice(0, NAMED).map((s) => ({ ...s, label: labelOf(s.subject) })),
    leftOut: Math.max(0, subjects.length - NAMED),
  };
}
