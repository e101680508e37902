import type { Pool } from 'pg';
import { ACTION_NAMES, ACTIONS, STAGES, TIERS, type ActionName, type EffectClass } from '@salesagent/canon/sales';
import { CEILINGS } from '@salesagent/governance';
import { offBecause, type Playbook } from '@salesagent/playbook';
import type { Action, ActionRow, Actions } from '../api/actions.schema';
import { approvalRows, findApprovals, visibleApproval } from './approval-rows';
import type { Reader } from './reader';
import { visibleTo } from './reader';

type Counts = ActionRow['counts'];
const NONE: Counts = {
  proposed: 0,
  queued: 0,
  open: 0,
  executed: 0,
  rejected: 0,
  expired: 0,
  prepared: 0,
  insights: 0,
};

/** What agents may do in this company: the catalogue, whether the playbook turns each on, and what came of it. */
export async function actionsView(pool: Pool, playbook: Playbook | null, reader: Reader): Promise<Actions> {
  const counts = await countsByAction(pool, reader);
  return {
    playbookVersion: playbook?.version ?? null,
    actions: ACTION_NAMES.map((id) => actionRow(id, playbook, counts.get(id) ?? NONE)),
  };
}

/** One action with its rules, passages and newest proposals; null when there is no such action. */
export async function actionView(
  pool: Pool,
  playbook: Playbook | null,
  reader: Reader,
  id: string,
): Promise<Action | null> {
  if (!(id in ACTIONS)) return null;
  const name = id as ActionName;
  const section = playbook?.section(ACTIONS[name].playbook) ?? null;
  const [counts, recent] = await Promise.all([
    countsByAction(pool, reader),
    findApprovals(pool, reader, { action: id, limit: 20 }),
  ]);
  return {
    ...actionRow(name, playbook, counts.get(name) ?? NONE),
    rules: section?.rules ?? null,
    passages: (section?.passages ?? []).map((p) => ({ id: p.id, title: p.heading, text: p.text, document: null })),
    recent: await approvalRows(pool, reader, recent.rows),
  };
}

function actionRow(id: ActionName, playbook: Playbook | null, counts: Counts): ActionRow {
  const entry = ACTIONS[id];
  const section = playbook?.section(entry.playbook) ?? null;
  const off = playbook ? offBecause(playbook, id) : 'the playbook could not be read';
  return {
    id,
    agent: entry.agent,
    stage: entry.stage,
    stageName: STAGES[entry.stage],
    subject: entry.subject,
    effects: [...entry.effects],
    produces: entry.produces,
    kpi: entry.kpi,
    ceilings: entry.effects.map((effect: EffectClass) => {
      const [T1, T2, T3] = TIERS.map((tier) => CEILINGS[effect][tier]);
      return { effect, T1: T1!, T2: T2!, T3: T3! };
    }),
    playbook: {
      section: entry.playbook,
      on: off === null,
      reason:
        off === null
          ? null
          : section
            ? `Off: ${off}`
            : `Off: ${off}. Write base/${entry.playbook}.md there to turn it on.`,
      version: section?.version ?? null,
    },
    counts,
  };
}

async function countsByAction(pool: Pool, reader: Reader): Promise<Map<string, Counts>> {
  const params: unknown[] = [];
  const { rows } = await pool.query<Counts & { action: string }>(
    `select a.action, count(*)::int as proposed,
            count(*) filter (where a.state in ('proposed', 'queued', 'admitted'))::int as queued,
            count(*) filter (where a.state = 'awaiting')::int as open,
            count(*) filter (where a.state in ('executed', 'undone'))::int as executed,
            count(*) filter (where a.state = 'rejected')::int as rejected,
            count(*) filter (where a.state = 'expired')::int as expired,
            count(*) filter (where a.state = 'prepared')::int as prepared
     from console.approval a where ${visibleApproval(reader, params)} group by a.action`,
    params,
  );
  const counts = new Map(rows.map(({ action, ...c }) => [action, { ...c, insights: 0 }]));
  for (const { action, n } of await insightCounts(pool, reader)) {
    counts.set(action, { ...(counts.get(action) ?? NONE), insights: n });
  }
  return counts;
}

/** Insights about records the reader may see. */
async function insightCounts(pool: Pool, reader: Reader): Promise<{ action: string; n: number }[]> {
  const params: unknown[] = [];
  const { rows } = await pool.query<{ action: string; n: number }>(
    `select i.action, count(*)::int as n from console.insight i
     left join console.mirror m on m.record_type = split_part(i.subject, '/', 1)
       and m.record_id = substr(i.subject, strpos(i.subject, '/') + 1)
     where ${visibleTo(reader, `m.fields->>'ownerId'`, params)} group by i.action`,
    params,
  );
  return rows;
}
