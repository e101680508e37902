import type { Attention, Evidence } from '@salesagent/canon/events';
import type { Change } from '@salesagent/canon/sales';
import type { Approval, DiffLine } from '../api/approvals.schema';
import type { ExecutionWrite } from '../projection/rows';
import { approvalRows, decidability, ROW_COLUMNS, visibleApproval, type ApprovalRecord } from './approval-rows';
import type { ViewSources } from './deal.view';
import { diffOf, recordsOf } from './diff';
import { documentsIn, passages } from './passages';
import { cannotDecide, type Reader } from './reader';
import { recordNames, type RecordNames } from './record-names';
import { splitRef } from './subjects';
import { AS_IT_IS, type ShownInstead } from '../upstream/shown-instead';
import { openEach, shown, timeline } from './timeline.view';

interface FullRecord extends ApprovalRecord {
  digest: string;
  business_date: string;
  policy_version: string | null;
  playbook_version: string;
  evidence: Evidence[];
  citations: string[];
  facts: Record<string, unknown>;
  draft: string | null;
  change: Change;
  edited: Change | null;
  attention: Attention;
  execution_state: string | null;
  started_at: string | null;
  executed_at: string | null;
  writes: ExecutionWrite[] | null;
  note: string | null;
  execution_reason: string | null;
  decided_by: string | null;
  gate_since: string | null;
  gate_digest: string | null;
}

/** A second person is asked about what the first approved, which may be an edit. */
const asked = (r: FullRecord): boolean => r.state === 'awaiting' && r.first_by !== null;

const FULL_COLUMNS = `${ROW_COLUMNS}, a.digest, a.business_date::text as business_date, a.policy_version,
  a.playbook_version, a.evidence, a.citations, a.facts, a.draft, a.change, a.edited, a.attention, a.execution_state,
  to_jsonb(a.started_at) as started_at, to_jsonb(a.executed_at) as executed_at, a.writes, a.note, a.execution_reason,
  a.decided_by, a.gate_digest, to_jsonb(a.gate_since) as gate_since`;

/** Proposals with all that a decision needs, in the order of `actionIds`; those not visible to the reader are left out. */
export async function approvalsInFull(
  sources: ViewSources,
  reader: Reader,
  actionIds: readonly string[],
  withHistory: boolean,
  shownInstead: ShownInstead = AS_IT_IS,
): Promise<Approval[]> {
  const params: unknown[] = [actionIds];
  const { rows } = await sources.pool.query<FullRecord>(
    `select ${FULL_COLUMNS} from console.approval a where a.action_id = any($1) and ${visibleApproval(reader, params)}
     order by array_position($1::text[], a.action_id)`,
    params,
  );
  const instead = await shownInstead(rows.filter((r) => r.state === 'awaiting').map((r) => r.action_id));
  const asShown = rows.map((r) => ({ ...r, ...instead.get(r.action_id) }));
  const opened = await openEach(sources.sealer, asShown);
  const [summaries, current, histories] = await Promise.all([
    approvalRows(sources.pool, reader, opened),
    currentValues(
      sources,
      opened.flatMap((r) => recordsOf(r.change)),
    ),
    withHistory
      ? timeline(sources.pool, sources.sealer, reader.directory, {
          actionIds: opened.map((r) => r.action_id),
          order: 'oldest',
        })
      : [],
  ]);
  const diffs = opened.map((r) => diffOf(r.edited ?? r.change, current));
  const pointers = [
    ...diffs.flat().flatMap(({ field, current, set }) => [[field, current] as const, [field, set] as const]),
    ...opened.flatMap((r) => (r.writes ?? []).flatMap((w) => Object.entries({ ...w.after }))),
  ];
  const names = await recordNames(sources, reader.directory, pointers);
  return opened.map((r, i) => {
    const history = histories.filter((entry) => entry.actionId === r.action_id);
    return { ...summaries[i]!, ...details(sources, reader, r, diffs[i]!, names), history };
  });
}

function details(
  { playbook }: ViewSources,
  reader: Reader,
  r: FullRecord,
  diff: readonly DiffLine[],
  names: RecordNames,
): Omit<Approval, keyof Awaited<ReturnType<typeof approvalRows>>[number] | 'history'> {
  return {
    digest: asked(r) ? (r.gate_digest ?? r.digest) : r.digest,
    businessDate: r.business_date,
    policyVersion: r.policy_version,
    playbookVersion: r.playbook_version,
    cannotDecideBecause: cannotDecide(reader, decidability(r)),
    evidence: r.evidence.map((e) => evidenceView(playbook, e)),
    citations: passages(playbook, r.citations, documentsIn(r.facts)),
    draft: r.draft,
    change: ((asked(r) ? r.edited : null) ?? r.change) as Approval['change'],
    diff: diff.map((line) => ({
      ...line,
      current: shown(line.field, line.current, reader.directory, names),
      expected: shown(line.field, line.expected, reader.directory, names),
      set: shown(line.field, line.set, reader.directory, names),
    })),
    attention: r.attention,
    execution: r.execution_state
      ? {
          startedAt: r.started_at,
          endedAt: r.executed_at,
          writes: (r.writes ?? []).map(({ record, before, after }) => ({
            record,
            before: before && named(before, reader, names),
            after: named(after, reader, names),
          })),
          note: r.note,
          reason: r.execution_reason,
        }
      : null,
    decidedBy:
      r.decided_by === null
        ? null
        : {
            id: r.decided_by,
            name: reader.directory.people.get(r.decided_by)?.name ?? null,
            at: r.gate_since ?? r.state_since,
            edited: r.edited !== null,
            with: r.first_by === null ? null : reader.directory.nameOf(r.first_by),
          },
  };
}

/** Written values as a person reads them; what only machines need is left out. */
function named(values: Record<string, unknown>, reader: Reader, names: RecordNames): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([field]) => !FOR_MACHINES.has(field))
      .map(([field, value]) => [field, shown(field, value, reader.directory, names)]),
  );
}

const FOR_MACHINES = new Set(['digest', 'mediaType', 'createdBy']);

function evidenceView(playbook: ViewSources['playbook'], evidence: Evidence): Approval['evidence'][number] {
  const { label, value, source } = evidence;
  if (source.startsWith('playbook:')) {
    return { label, value, source, sourceKind: 'playbook', passage: passages(playbook, [source])[0] ?? null };
  }
  const sourceKind = source.startsWith('kpi:') ? 'kpi' : splitRef(source.split('#')[0] ?? '') ? 'record' : 'other';
  return { label, value, source, sourceKind, passage: null };
}

async function currentValues(
  { pool, sealer }: ViewSources,
  refs: readonly string[],
): Promise<Map<string, Record<string, unknown>>> {
  const records = refs.map(splitRef).filter((r) => r !== null);
  if (records.length === 0) return new Map();
  const { rows } = await pool.query<{ ref: string; fields: Record<string, unknown> }>(
    `select m.record_type || '/' || m.record_id as ref, m.fields
     from console.mirror m join unnest($1::text[], $2::text[]) w(type, id)
       on m.record_type = w.type and m.record_id = w.id`,
    [records.map((r) => r.type), records.map((r) => r.id)],
  );
  const opened = await openEach(sealer, rows);
  return new Map(opened.map((r) => [r.ref, r.fields]));
}
