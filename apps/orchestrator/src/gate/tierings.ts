import { eventId } from '@salesagent/canon/events';
import { TIERS, type Tier } from '@salesagent/canon/sales';
import {
  countTiers,
  FIRST_TIERING,
  proposalDigest,
  proposeTiering,
  tieringChange,
  type TieringRules,
  type TierRow,
} from '@salesagent/governance';
import { businessClock, SqlMirror } from '@salesagent/mirror';
import type { EventStore } from '@salesagent/event-store';
import { businessDate } from '@salesagent/canon/sales';
import type { Clock } from '@salesagent/platform';
import type { Db } from './docket-rows';
import { gateEvent } from './gate-log';
import { policyInForce } from './policy-store';

const ACTION_ID = `${FIRST_TIERING}:company:1`;
const SAMPLE = 10;

export interface TieringView {
  state: 'unsigned' | 'signed' | 'executed';
  asOf: string;
  thresholds: TieringRules;
  counts: Record<Tier, number>;
  /** Accounts of which nothing is known; they stay T1. */
  unknown: number;
  sample: TieringRow[];
  list: TieringRow[];
  digest: string;
  signed: { by: string; at: string; actionId: string; digest: string } | null;
}

export interface TieringRow {
  accountId: string;
  name: string | null;
  current: Tier | null;
  tier: Tier;
  icpScore: number | null;
  employees: number | null;
  revenue: number | null;
  reason: string;
}

export class TieringRefused extends Error {
  constructor(
    readonly code: 'digest-mismatch' | 'already-signed' | 'nothing-to-sign',
    message: string,
  ) {
    super(message);
    this.name = 'TieringRefused';
  }
}

/** The first tiering of the company: proposed from the policy's thresholds, signed by a person as one batch. */
export class Tierings {
  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
  ) {}

  async view(): Promise<TieringView> {
    const { rows, names, rules, asOf } = await this.propose(this.store.pool);
    const list = rows.map((r) => ({
      accountId: r.accountId,
      name: names.get(r.accountId) ?? null,
      current: r.tier,
      tier: r.proposed,
      icpScore: r.icpScore,
      employees: r.employees,
      revenue: r.revenue,
      reason: r.reason,
    }));
    const signed = await this.signed();
    return {
      state: signed ? (signed.executed ? 'executed' : 'signed') : 'unsigned',
      asOf,
      thresholds: rules,
      counts: countTiers(rows),
      unknown: rows.filter((r) => r.icpScore === null && r.employees === null && r.revenue === null).length,
      sample: sampleOf(list),
      list,
      digest: digestOf(rows),
      signed: signed && { by: signed.by, at: signed.at.toISOString(), actionId: ACTION_ID, digest: signed.digest },
    };
  }

  /**
   * Signs exactly the list the person was shown. @throws TieringRefused when the facts have changed since, or when
   * the company has its first tiering already (later changes are `commit` actions of their own).
   */
  async sign(
    digest: string,
    by: string,
  ): Promise<{ batchId: string; actionId: string; digest: string; counts: Record<Tier, number>; state: string }> {
    const batchId = ACTION_ID;
    const stream = `tiering/${batchId}`;
    return this.store.transact([stream, ACTION_ID], async (tx) => {
      const now = this.clock.now();
      const { rows } = await this.propose(tx.client);
      const counts = countTiers(rows);
      const known = await tx.client.query<{ digest: string }>(
        'select digest from orchestrator.tiering where batch_id = $1',
        [batchId],
      );
      if (known.rows[0]) {
        if (known.rows[0].digest === digest) return { batchId, actionId: ACTION_ID, digest, counts, state: 'signed' };
        throw new TieringRefused(
          'already-signed',
          'The first tiering was signed already; change single accounts instead',
        );
      }
      if (rows.length === 0)
        throw new TieringRefused('nothing-to-sign', 'There are no accounts yet; import a company first');
      if (digestOf(rows) !== digest)
        throw new TieringRefused(
          'digest-mismatch',
          'The accounts have changed since this list was shown; read it again',
        );
      const { version: policyVersion } = await policyInForce(tx.client);
      const change = tieringChange(rows);
      const decisionId = eventId(digest, by, 'TieringSigned');
      await tx.append(stream, 'none', [
        {
          id: decisionId,
          type: 'TieringSigned',
          data: { batchId, by, digest, counts },
          occurredAt: now,
          correlationId: ACTION_ID,
          causationId: ACTION_ID,
          actor: by,
        },
      ]);
      const approved = {
        actionId: ACTION_ID,
        decisionId,
        by,
        digest,
        policyVersion,
        evidenceOpened: true,
        edited: change,
      };
      await tx.append(ACTION_ID, 'none', [
        gateEvent('ActionApproved', ACTION_ID, approved, now, { cause: decisionId, actor: by }),
      ]);
      await tx.client.query(
        `insert into orchestrator.tiering (batch_id, action_id, digest, by, signed_at, counts) values ($1, $2, $3, $4, $5, $6)`,
        [batchId, ACTION_ID, digest, by, now, JSON.stringify(counts)],
      );
      // The gate's loop starts its workflow, which asks for the permit and has gateway carry it out.
      await tx.client.query(
        `insert into orchestrator.docket (action_id, action, agent, effect, subject, title, amount, fields,
           expected_value, tier_proposed, digest, lane, state, proposed_at, admitted_at, decided_at, decision_id)
         values ($1, $2, 'orchestrator', 'commit', 'company', 'First tiering of the company', 0, '{tier}', 0, 'T1', $3,
           'policy', 'approved', $4, $4, $4, $5)`,
        [ACTION_ID, FIRST_TIERING, digest, now, decisionId],
      );
      return { batchId, actionId: ACTION_ID, digest, counts, state: 'signed' };
    });
  }

  private async propose(
    db: Db,
  ): Promise<{ rows: TierRow[]; names: Map<string, string>; rules: TieringRules; asOf: string }> {
    const { policy } = await policyInForce(db);
    const accounts = await new SqlMirror(db, 'orchestrator').all('account');
    const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);
    const facts = accounts.map(({ id, fields }) => ({
      accountId: id,
      tier: TIERS.find((t) => t === fields['tier']) ?? null,
      icpScore: number(fields['agentIcpScore']),
      employees: number(fields['employees']),
      revenue: number(fields['revenue']),
    }));
    const names = new Map(
      accounts.flatMap(({ id, fields }) => (typeof fields['name'] === 'string' ? [[id, fields['name']] as const] : [])),
    );
    return {
      rows: proposeTiering(facts, policy.tiering),
      names,
      rules: policy.tiering,
      asOf: businessDate(await businessClock(db, 'orchestrator'), this.clock),
    };
  }

  private async signed(): Promise<{ by: string; at: Date; digest: string; executed: boolean } | null> {
    const { rows } = await this.store.pool.query<{ by: string; at: Date; digest: string; executed: boolean }>(
      `select t.by, t.signed_at as at, t.digest, d.state = 'executed' as executed
       from orchestrator.tiering t join orchestrator.docket d using (action_id)`,
    );
    return rows[0] ?? null;
  }
}

function digestOf(rows: readonly TierRow[]): string {
  return proposalDigest({ action: FIRST_TIERING, subject: 'company', change: tieringChange(rows) });
}

/** Some of each tier, spread evenly over the list. */
function sampleOf(list: readonly TieringRow[]): TieringRow[] {
  return TIERS.flatMap((tier) => {
    const of = list.filter((r) => r.tier === tier);
    const step = Math.max(1, Math.floor(of.length / Math.ceil(SAMPLE / TIERS.length)));
    return of.filter((_, i) => i % step === 0).slice(0, Math.ceil(SAMPLE / TIERS.length));
  });
}
