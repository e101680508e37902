import type { Change } from '@salesagent/canon/sales';
import { mayDecide, stillWrong } from '@salesagent/governance';
import type { EventStore } from '@salesagent/event-store';
import type { Clock } from '@salesagent/platform';
import { docketRow, docketRows } from '../gate/docket-rows';
import { Surroundings } from '../gate/people';
import { policyInForce } from '../gate/policy-store';
import { earnedAutonomy, momentOf, rulingOf } from '../gate/rulings';
import { demote, demotionStreams } from './demoting';
import { noteAnswer, openChecks, type OpenCheck } from './known-bad';

/** What a person answered to what they were shown. */
export interface CheckAnswer {
  actionId: string;
  decision: 'approve' | 'reject';
  digest: string;
  edited?: Change | undefined;
}

interface Answering {
  personId: string | null;
  roles: readonly string[];
}

/** Whether what people approve is read: proposals made wrong on purpose are shown first, and answered like any other. */
export class Checks {
  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
  ) {}

  /** Of these proposals, what is shown instead to whoever may decide them. */
  async shownInstead(actionIds: readonly string[], who: Answering): Promise<OpenCheck[]> {
    const open = await openChecks(this.store.pool, actionIds);
    if (open.length === 0) return [];
    const rows = await docketRows(
      this.store.pool,
      open.map((c) => c.actionId),
    );
    const may = await this.decidableBy(rows, who);
    return open
      .filter((c) => may.has(c.actionId))
      .map(({ actionId, change, digest }) => ({ actionId, change, digest }));
  }

  /** Proposals whose wrong one was answered within a day: what still shows it has to be shown anew. */
  async answeredLately(): Promise<string[]> {
    const { rows } = await this.store.pool.query<{ id: string }>(
      `select action_id as id from orchestrator.known_bad where answered_at > $1::timestamptz - interval '1 day'
       order by answered_at`,
      [this.clock.now()],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Takes an answer that was given to a wrong one; null when it is about anything else. Nothing follows from it but what
   * is told here: no decision is recorded, so none can be used. An edit that sets it right has caught it.
   */
  async answer(
    { actionId, decision, digest, edited }: CheckAnswer,
    who: Answering,
  ): Promise<{ caught: boolean; message: string } | null> {
    const [check] = await openChecks(this.store.pool, [actionId]);
    if (!check || check.digest !== digest) return null;
    const row = await docketRow(this.store.pool, actionId);
    if (!row?.change || !(await this.decidableBy([row], who)).has(actionId)) return null;
    const caught = decision === 'reject' || (edited !== undefined && !stillWrong(edited, check.change, row.change));
    const { action, tier } = check;
    const rung = { action, tier };
    await this.store.transact([actionId, ...demotionStreams(rung)], async (tx) => {
      const now = this.clock.now();
      if (!(await noteAnswer(tx, check, caught, now)) || caught) return;
      const { rows } = await tx.client.query(
        'select from orchestrator.autonomy where action = $1 and tier = $2 and ended_at is null',
        [action, tier],
      );
      const reason = 'a proposal made wrong on purpose was approved';
      if (rows.length > 0) await demote(tx, rung, { cause: 'known-bad-approved', reason, by: 'policy' }, now);
    });
    return { caught, message: caught ? caughtWords(check.says) : missedWords(check.says) };
  }

  private async decidableBy(
    rows: Awaited<ReturnType<typeof docketRows>>,
    who: Answering,
  ): Promise<ReadonlySet<string>> {
    const { pool } = this.store;
    const { policy } = await policyInForce(pool);
    const around = await Surroundings.of(pool, rows);
    const [autonomy, moment] = [await earnedAutonomy(pool), await momentOf(pool, this.clock.now())];
    const may = rows.filter((row) => {
      const { approver } = rulingOf(row, policy, around, autonomy, moment);
      return mayDecide(approver.role, around.responsible(row), who);
    });
    return new Set(may.map((row) => row.action_id));
  }
}

const NEXT = 'Nothing was carried out. The proposal as the agent made it is in your inbox now.';

const caughtWords = (says: string): string =>
  `Well seen. This one was made wrong on purpose, to know whether approvals are read: ${says}. ${NEXT}`;

const missedWords = (says: string): string =>
  `This one was made wrong on purpose, to know whether approvals are read: ${says}. It happens to everybody; it counts for the action and not for you. ${NEXT}`;
