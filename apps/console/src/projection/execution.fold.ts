import type { Fold } from './fold';
import type { ExecutionRow, ExecutionWrite } from './rows';

const COLUMNS = [
  'action_id',
  'state',
  'since',
  'started_at',
  'ended_at',
  'writes',
  'write_count',
  'undoable',
  'note',
  'reason',
] as const satisfies readonly (keyof ExecutionRow)[];

const TYPES = new Set(['ExecutionStarted', 'ActionExecuted', 'ActionFailed', 'ActionOutcomeUnknown', 'ActionUndone']);

/** A batch writes a thousand records; their own timelines tell what happened to each, so only a few are kept here. */
const WRITES_SHOWN = 20;

interface ExecutionData {
  actionId: string;
  writes?: ExecutionWrite[];
  undoable?: boolean;
  note?: string | null;
  reason?: string;
}

/** Gateway's part: that it happened, once, and what it wrote. */
export const executionFold: Fold<ExecutionRow> = {
  table: 'execution',
  key: 'action_id',
  columns: COLUMNS,
  keyOf: (event) => (TYPES.has(event.type) ? (event.data as ExecutionData).actionId : null),
  evolve(row, event) {
    const data = event.data as ExecutionData;
    const known = { ...(row ?? empty(data.actionId)), since: event.recordedAt };
    switch (event.type) {
      case 'ExecutionStarted':
        return { ...known, state: 'executing', started_at: event.recordedAt };
      case 'ActionExecuted':
        return {
          ...known,
          state: 'executed',
          ended_at: event.recordedAt,
          writes: (data.writes ?? []).slice(0, WRITES_SHOWN),
          write_count: data.writes?.length ?? 0,
          undoable: data.undoable ?? false,
          note: data.note ?? null,
          reason: null,
        };
      case 'ActionUndone':
        return { ...known, state: 'undone', undoable: false, reason: data.reason ?? null };
      case 'ActionFailed':
        return { ...known, state: 'failed', ended_at: event.recordedAt, reason: data.reason ?? null };
      default:
        return { ...known, state: 'outcome-unknown', reason: data.reason ?? null };
    }
  },
};

function empty(actionId: string): ExecutionRow {
  return {
    action_id: actionId,
    state: 'executing',
    since: '',
    started_at: null,
    ended_at: null,
    writes: [],
    write_count: 0,
    undoable: false,
    note: null,
    reason: null,
  };
}
