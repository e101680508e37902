import { ACCOUNT_BRANCHES } from './account-branches';
import { DEAL_BRANCHES } from './deal-branches';
import { GATE_BRANCHES } from './gate-branches';
import { RHYTHM_BRANCHES } from './rhythm-branches';
import type { RecordedHistory } from './recorded-history';
import type { WORKFLOWS } from '@salesagent/workflow/contracts';

/** A way through a workflow that a recorded history must show, so that no change can break it unnoticed. */
export interface Branch {
  workflow: keyof typeof WORKFLOWS;
  branch: string;
  /** Marker of `patched()` the history carries. */
  marker?: string;
  /** Marker of a later `patched()` the history must not carry: how the workflow went before that change. */
  without?: string;
  /** Whether a history went this way, from its own events. */
  seen: (history: RecordedHistory) => boolean;
}

/** Every workflow × branch × marker. A branch without a recorded history fails the tests. */
export const BRANCHES: readonly Branch[] = [
  ...GATE_BRANCHES,
  ...DEAL_BRANCHES,
  ...ACCOUNT_BRANCHES,
  ...RHYTHM_BRANCHES,
];
