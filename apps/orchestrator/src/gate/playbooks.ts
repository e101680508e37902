import { eventId } from '@salesagent/canon/events';
import type { EventStore } from '@salesagent/event-store';
import type { Clock } from '@salesagent/platform';
import type { PlaybookFile } from '@salesagent/playbook';
import type { Db } from './docket-rows';
import type { PlaybookInForce } from './playbook-in-force';
import { candidateOf, PlaybookRefused, type PlaybookPublished } from './playbook-store';
import {
  pendingOf,
  pendingProposals,
  STREAM,
  viewOf,
  type AffectedCounts,
  type PlaybookProposalView,
  type ProposalRow,
} from './playbook-proposals';
import { actEvent, isSamePerson, nameOf, type Signer } from './two-people';

export interface PlaybookInForceView {
  company: string;
  version: string;
  origin: 'playbooks' | 'published';
  published:
    (Omit<PlaybookPublished, 'files' | 'proposedAt' | 'signedAt'> & Record<'proposedAt' | 'signedAt', string>) | null;
  sections: { id: string; title: string; action: string | null; version: string; files: string[] }[];
  proposals: PlaybookProposalView[];
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
    const proposals = await pendingProposals(this.store.pool, inForce);
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
    const row = await pendingOf(this.store.pool, version, inForce);
    if (!row) throw await this.notWaiting(this.store.pool, version, inForce.playbook.version);
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
      const { playbook, published } = inForce;
      const { version, digest, changes, files: kept } = candidateOf(files, this.current.place, playbook);
      if (version === playbook.version)
        throw new PlaybookRefused(
          'nothing-changes',
          `This is the playbook in force (${version}); nothing is to be signed`,
        );
      const pending = await pendingOf(tx.client, version, inForce);
      if (pending?.by_sub === who.sub) return viewOf(pending);
      if (pending)
        throw new PlaybookRefused(
          'already-proposed',
          `${pending.by} has proposed playbook ${version} already`,
          `Sign it: salesagent playbook sign ${version}`,
        );
      const [by, now] = [nameOf(who), this.clock.now()];
      const standsOn = published?.proposalId ?? null;
      const over = `${playbook.version} ${standsOn}`;
      const proposalId = eventId(`${by} ${now.toISOString()} ${over}`, version, 'PlaybookProposed');
      const data = { proposalId, version, replaces: playbook.version, digest, by, reason, changes, affected };
      await tx.append(STREAM, 'any', [
        actEvent(STREAM, 'PlaybookProposed', { askedAs: proposalId, by, at: now }, data),
      ]);
      const { rows } = await tx.client.query<ProposalRow>(
        `insert into orchestrator.playbook_proposal (proposal_id, version, replaces, digest, files, changes, affected,
           reason, by, by_sub, proposed_at, stands_on) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning *`,
        [
          ...[proposalId, version, playbook.version, digest, JSON.stringify(kept), JSON.stringify(changes)],
          ...[affected && JSON.stringify(affected), reason, by, who.sub, now, standsOn],
        ],
      );
      return viewOf(rows[0]!);
    });
  }

  /** A second person puts proposed sections in force; the event carries them to the agents. @throws PlaybookRefused */
  async sign(version: string, who: Signer): Promise<{ version: string; replaces: string; digest: string }> {
    const { playbook, ...signed } = await this.store.transact([STREAM], async (tx) => {
      const inForce = await this.current.of(tx.client);
      const row = await pendingOf(tx.client, version, inForce);
      if (!row) throw await this.notWaiting(tx.client, version, inForce.playbook.version);
      const by = nameOf(who);
      if (isSamePerson({ sub: row.by_sub, name: row.by }, who))
        throw new PlaybookRefused('same-person', 'Whoever proposed a playbook does not sign it: a second person does');
      const candidate = candidateOf(row.files, this.current.place, inForce.playbook);
      const { version: asNow, digest } = candidate;
      if (asNow !== version || digest !== row.digest)
        throw new PlaybookRefused(
          'playbook-changed',
          'The playbooks have changed since it was proposed',
          PROPOSE_AGAIN,
        );
      const now = this.clock.now();
      const { proposal_id: proposalId, replaces, reason, files } = row;
      const data = { proposalId, version, replaces, digest, proposedBy: row.by, by, reason, files };
      await tx.append(STREAM, 'any', [
        actEvent(STREAM, 'PlaybookPublished', { askedAs: proposalId, by, at: now }, data),
      ]);
      await tx.client.query(
        `update orchestrator.playbook_proposal set signed_by = $2, signed_at = $3,
           signature = (select coalesce(max(signature), 0) + 1 from orchestrator.playbook_proposal)
         where proposal_id = $1`,
        [proposalId, by, now],
      );
      return { playbook: candidate.playbook, proposalId, version, replaces, digest };
    });
    this.current.adopt(signed.proposalId, playbook);
    this.onPublished();
    return { version, replaces: signed.replaces, digest: signed.digest };
  }

  private async notWaiting(db: Db, version: string, inForce: string): Promise<PlaybookRefused> {
    if (version === inForce) return new PlaybookRefused('nothing-changes', `Playbook ${version} is in force`);
    const { rows } = await db.query('select from orchestrator.playbook_proposal where version = $1 limit 1', [version]);
    return rows.length > 0
      ? new PlaybookRefused(
          'playbook-changed',
          'Another playbook was put in force since it was proposed',
          PROPOSE_AGAIN,
        )
      : new PlaybookRefused(
          'unknown-proposal',
          `No playbook ${version} is proposed`,
          'See `salesagent playbook show`.',
        );
  }
}

const PROPOSE_AGAIN = 'Look at `salesagent playbook publish --dry-run` and propose it again.';
