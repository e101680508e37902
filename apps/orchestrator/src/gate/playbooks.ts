import type { EventStore } from '@salesagent/event-store';
import type { Clock } from '@salesagent/platform';
import type { PlaybookFile } from '@salesagent/playbook';
import type { PlaybookInForce } from './playbook-in-force';
import { candidateOf, type PlaybookPublished } from './playbook-store';
import {
  over,
  playbookProposals,
  rejectedViewOf,
  STREAM,
  viewOf,
  type AffectedCounts,
  type PlaybookProposalView,
  type RejectedPlaybookView,
} from './playbook-proposals';
import type { Signer } from './two-people';

export interface PlaybookInForceView {
  company: string;
  version: string;
  origin: 'playbooks' | 'published';
  published:
    (Omit<PlaybookPublished, 'files' | 'proposedAt' | 'signedAt'> & Record<'proposedAt' | 'signedAt', string>) | null;
  sections: { id: string; title: string; action: string | null; version: string; files: string[] }[];
  proposals: PlaybookProposalView[];
  /** The last of what would wait, had nobody said no. */
  rejected: RejectedPlaybookView[];
}

/** The words and thresholds of a company: which are in force, what others would change, and two signatures to put them in force. */
export class Playbooks {
  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly current: PlaybookInForce,
    /** Told when another playbook is in force. */
    private readonly onPublished: () => void = () => undefined,
  ) {}

  async inForce(): Promise<PlaybookInForceView> {
    const inForce = await this.current.of(this.store.pool);
    const { playbook, published } = inForce;
    const proposals = await playbookProposals.waiting(this.store.pool, over(inForce));
    const rejected = await playbookProposals.rejected(this.store.pool, over(inForce));
    return {
      company: this.current.place.company,
      version: playbook.version,
      origin: published ? 'published' : 'playbooks',
      published: published && {
        ...{ proposalId: published.proposalId, version: published.version, digest: published.digest },
        ...{ reason: published.reason, by: published.by, proposedAt: published.proposedAt.toISOString() },
        ...{ signedBy: published.signedBy, signedAt: published.signedAt.toISOString() },
      },
      sections: playbook.sections.map(({ id, title, action, version, provenance, passages }) => ({
        ...{ id, title, action, version },
        files: [...new Set([...Object.values(provenance), ...passages.map(({ file }) => file)])].filter(Boolean).sort(),
      })),
      proposals: proposals.map(viewOf),
      rejected: rejected.map(rejectedViewOf),
    };
  }

  /** What other files would change of the playbook in force. @throws PlaybookRefused */
  async diff(files: readonly PlaybookFile[]): Promise<{ inForce: string; candidate: string; changes: string[] }> {
    const { playbook } = await this.current.of(this.store.pool);
    const { version, changes } = candidateOf(files, this.current.place, playbook);
    return { inForce: playbook.version, candidate: version, changes };
  }

  /** The files of a proposal that can still be signed. @throws PlaybookRefused when there is none */
  async proposed(version: string): Promise<PlaybookProposalView & { files: PlaybookFile[] }> {
    const inForce = await this.current.of(this.store.pool);
    const row = await playbookProposals.open(this.store.pool, version, over(inForce));
    return { ...viewOf(row), files: row.files };
  }

  /** @throws PlaybookRefused when it has a mistake or changes nothing */
  async propose(
    files: readonly PlaybookFile[],
    { reason, affected }: { reason: string; affected: AffectedCounts | null },
    who: Signer,
  ): Promise<PlaybookProposalView> {
    return this.store.transact([STREAM], async (tx) => {
      const inForce = await this.current.of(tx.client);
      const { version, digest, changes, files: kept } = candidateOf(files, this.current.place, inForce.playbook);
      const row = await playbookProposals.propose(tx, { version, reason, who, at: this.clock.now() }, over(inForce), {
        said: { digest, changes, affected },
        kept: {
          ...{ digest, files: JSON.stringify(kept), changes: JSON.stringify(changes) },
          affected: affected && JSON.stringify(affected),
        },
      });
      return viewOf(row);
    });
  }

  /** A second person puts proposed sections in force; the event carries them to the agents. @throws PlaybookRefused */
  async sign(version: string, who: Signer): Promise<{ version: string; replaces: string; digest: string }> {
    const { playbook, ...signed } = await this.store.transact([STREAM], async (tx) => {
      const inForce = await this.current.of(tx.client);
      const row = await playbookProposals.toSign(tx.client, version, over(inForce), who);
      const candidate = candidateOf(row.files, this.current.place, inForce.playbook);
      const { version: asNow, digest } = candidate;
      if (asNow !== version || digest !== row.digest)
        throw playbookProposals.changed('The playbooks have changed since it was proposed');
      const { proposal_id: proposalId, replaces, files } = row;
      await playbookProposals.publish(tx, row, { who, at: this.clock.now() }, { digest, files });
      return { playbook: candidate.playbook, proposalId, version, replaces, digest };
    });
    this.current.adopt(signed.proposalId, playbook);
    this.onPublished();
    return { version, replaces: signed.replaces, digest: signed.digest };
  }

  /** Who may sign says no to proposed sections, or who proposed them takes them back. @throws PlaybookRefused */
  async reject(version: string, reason: string, who: Signer): Promise<RejectedPlaybookView> {
    return this.store.transact([STREAM], async (tx) => {
      const inForce = await this.current.of(tx.client);
      const act = { version, reason, who, at: this.clock.now() };
      return rejectedViewOf(await playbookProposals.reject(tx, act, over(inForce)));
    });
  }
}
