import { eventId } from '@salesagent/canon/events';
import type { StoreTransaction } from '@salesagent/event-store';
import type { Db } from './docket-rows';
import { PROPOSAL_COLUMNS, rejectionOf, type Over, type ProposalRow } from './proposal-row';
import { actEvent, isSamePerson, nameOf, type ActRefused, type Signer } from './two-people';

/** What one person proposes and a second puts in force: its codes of refusal carry its name. */
export type ProposalRefusal<What extends string> =
  | `bad-${What}`
  | `${What}-changed`
  | 'nothing-changes'
  | 'unknown-proposal'
  | 'same-person'
  | 'already-proposed'
  | 'rejected';

export interface ProposalKind<What extends string, Told extends ProposalRow> {
  /** As people, its stream and the commands call it. */
  what: What;
  table: string;
  /** What is told of one that was rejected, besides what is told of every kind. */
  told: readonly Exclude<keyof Told, keyof ProposalRow>[];
  events: Record<'proposed' | 'published' | 'rejected', string>;
  /** How another than the proposed one came to be in force. */
  changed: string;
  proposeAgain: string;
  Refused: new (
    code: ProposalRefusal<What>,
    message: string,
    remedy?: string | null,
  ) => ActRefused<ProposalRefusal<What>>;
}

/** So many of those that were rejected are told: nobody signs them any more, and how many there are has no end. */
const REJECTED_TOLD = 20;

interface Act {
  who: Signer;
  at: Date;
}

/**
 * Proposals of one kind, from the first signature to the second or to a no. Each act runs in a transaction that holds the
 * lock of the kind's stream, so that of a signature and a rejection at the same moment one finds that the other was first.
 */
export class Proposals<What extends string, Told extends ProposalRow, Row extends Told> {
  constructor(private readonly kind: ProposalKind<What, Told>) {}

  /**
   * What can still be signed, the newest first: proposed over the publication in force and over its very version. That a
   * version comes back does not bring back what was proposed over it before.
   */
  waiting(db: Db, over: Over): Promise<Row[]> {
    return this.madeOver<Row>(db, over, '*', 'rejected_at is null order by ordinal desc');
  }

  /** What would wait, had nobody said no: the last 20, the last no first, without what only a signature needs. */
  rejected(db: Db, over: Over): Promise<Told[]> {
    const last = `rejected_at is not null order by rejected_at desc, ordinal desc limit ${REJECTED_TOLD}`;
    return this.madeOver<Told>(db, over, [...PROPOSAL_COLUMNS, ...this.kind.told].join(', '), last);
  }

  /** The newest proposal of a version that can still be signed. @throws ActRefused saying why there is none */
  async open(db: Db, version: string, over: Over): Promise<Row> {
    const row = await this.find(db, version, over);
    if (!row) throw await this.notWaiting(db, version, over);
    return row;
  }

  /** As {@link open}, for whoever would sign it. @throws ActRefused */
  async toSign(db: Db, version: string, over: Over, who: Signer): Promise<Row> {
    const row = await this.open(db, version, over);
    const { what } = this.kind;
    if (isSamePerson({ sub: row.by_sub, name: row.by }, who))
      throw this.refuse('same-person', `Whoever proposed a ${what} does not sign it: a second person does`);
    return row;
  }

  /** The same again of the same person finds the proposal that waits. @throws ActRefused */
  async propose(
    tx: StoreTransaction,
    { version, reason, who, at }: Act & { version: string; reason: string },
    over: Over,
    { said, kept }: { said: object; kept: Record<string, unknown> },
  ): Promise<Row> {
    const { what, table, events } = this.kind;
    if (version === over.version)
      throw this.refuse('nothing-changes', `This is the ${what} in force (${version}); there is nothing to sign`);
    const waiting = await this.find(tx.client, version, over);
    if (waiting?.by_sub === who.sub) return waiting;
    if (waiting)
      throw this.refuse(
        'already-proposed',
        `${waiting.by} has proposed ${what} ${version} already`,
        `Sign it: salesagent ${what} sign ${version}`,
      );
    const by = nameOf(who);
    const ordinal = await this.next(tx.client);
    const from = `${by} ${at.toISOString()} ${over.version} ${over.standsOn} ${ordinal}`;
    const proposalId = eventId(from, version, events.proposed);
    const data = { proposalId, version, replaces: over.version, by, reason, ...said };
    await tx.append(what, 'any', [actEvent(what, events.proposed, { askedAs: proposalId, by, at }, data)]);
    const row: Record<string, unknown> = {
      ...{ proposal_id: proposalId, ordinal, version, replaces: over.version, stands_on: over.standsOn },
      ...{ reason, by, by_sub: who.sub, proposed_at: at, ...kept },
    };
    const columns = Object.keys(row);
    const { rows } = await tx.client.query<Row>(
      `insert into orchestrator.${table} (${columns.join(', ')})
       values (${columns.map((_, n) => `$${n + 1}`).join(', ')}) returning *`,
      Object.values(row),
    );
    return rows[0]!;
  }

  /** The second signature; whoever calls puts it in force in the same transaction. */
  async publish(tx: StoreTransaction, row: Row, { who, at }: Act, said: object = {}): Promise<void> {
    const { what, table, events } = this.kind;
    const { by, data } = answerTo(row, who);
    const event = { ...data, reason: row.reason, ...said };
    await tx.append(what, 'any', [actEvent(what, events.published, { askedAs: row.proposal_id, by, at }, event)]);
    await tx.client.query(
      `update orchestrator.${table} set signed_by = $2, signed_at = $3,
         signature = (select coalesce(max(signature), 0) + 1 from orchestrator.${table})
       where proposal_id = $1`,
      [row.proposal_id, by, at],
    );
  }

  /** Somebody who may sign says no, or whoever proposed it takes it back. @throws ActRefused where nothing waits */
  async reject(
    tx: StoreTransaction,
    { version, reason, who, at }: Act & { version: string; reason: string },
    over: Over,
  ): Promise<Row> {
    const { what, table, events } = this.kind;
    const row = await this.open(tx.client, version, over);
    const { by, data } = answerTo(row, who);
    const event = { ...data, reason };
    await tx.append(what, 'any', [actEvent(what, events.rejected, { askedAs: row.proposal_id, by, at }, event)]);
    const { rows } = await tx.client.query<Row>(
      `update orchestrator.${table} set rejected_by = $2, rejected_at = $3, rejection = $4
       where proposal_id = $1 returning *`,
      [row.proposal_id, by, at, reason],
    );
    return rows[0]!;
  }

  /** That it would put something else in force than was proposed. */
  changed(message: string): ActRefused<ProposalRefusal<What>> {
    return this.refuse(`${this.kind.what}-changed`, message, this.kind.proposeAgain);
  }

  private async find(db: Db, version: string, over: Over): Promise<Row | null> {
    return (await this.waiting(db, over)).find((row) => row.version === version) ?? null;
  }

  /** Whoever asks holds the lock of the stream. */
  private async next(db: Db): Promise<number> {
    const { rows } = await db.query<{ next: number }>(
      `select coalesce(max(ordinal), 0) + 1 as next from orchestrator.${this.kind.table}`,
    );
    return rows[0]!.next;
  }

  private async madeOver<R extends ProposalRow>(
    db: Db,
    { version, standsOn }: Over,
    columns: string,
    which: string,
  ): Promise<R[]> {
    const { rows } = await db.query<R>(
      `select ${columns} from orchestrator.${this.kind.table}
       where signed_at is null and replaces = $1 and stands_on is not distinct from $2 and ${which}`,
      [version, standsOn],
    );
    return rows;
  }

  /** Of what was proposed as this version, the last tells: it was rejected, or another was put in force. */
  private async notWaiting(db: Db, version: string, over: Over): Promise<ActRefused<ProposalRefusal<What>>> {
    const { what, table, changed, proposeAgain } = this.kind;
    if (version === over.version) return this.refuse('nothing-changes', `${this.name} ${version} is in force`);
    const { rows } = await db.query<ProposalRow>(
      `select * from orchestrator.${table} where version = $1 order by ordinal desc limit 1`,
      [version],
    );
    const last = rows[0];
    if (!last)
      return this.refuse('unknown-proposal', `No ${what} ${version} is proposed`, `See \`salesagent ${what} show\`.`);
    if (last.rejected_at === null) return this.changed(changed);
    const { by, at, reason, withdrawn } = rejectionOf(last);
    return this.refuse(
      'rejected',
      `${this.name} ${version} was ${withdrawn ? 'withdrawn' : 'rejected'} by ${by} on ${at.slice(0, 10)}: “${reason}”`,
      proposeAgain,
    );
  }

  private get name(): string {
    return `${this.kind.what.charAt(0).toUpperCase()}${this.kind.what.slice(1)}`;
  }

  private refuse(code: ProposalRefusal<What>, message: string, remedy: string | null = null) {
    return new this.kind.Refused(code, message, remedy);
  }
}

/**
 * Who answers a proposal, by signing or rejecting it, and what either event says of it. Whoever proposed it answers by the
 * name they proposed it by, whatever they are called since, so that who reads the event sees that it was taken back.
 */
function answerTo(row: ProposalRow, who: Signer) {
  const { proposal_id: proposalId, version, replaces, by: proposedBy } = row;
  const by = isSamePerson({ sub: row.by_sub, name: proposedBy }, who) ? proposedBy : nameOf(who);
  return { by, data: { proposalId, version, replaces, proposedBy, by } };
}
