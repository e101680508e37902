import type { ApprovalState } from '../api/generated/types.gen';
import { Mark, type Tone } from './Mark';

const STATES: Record<ApprovalState, { word: string; tone: Tone }> = {
  proposed: { word: 'proposed', tone: 'plain' },
  queued: { word: 'in the docket', tone: 'plain' },
  admitted: { word: 'admitted', tone: 'plain' },
  awaiting: { word: 'waits for a decision', tone: 'accent' },
  approved: { word: 'approved', tone: 'accent' },
  executing: { word: 'being carried out', tone: 'accent' },
  executed: { word: 'done', tone: 'live' },
  undone: { word: 'undone', tone: 'plain' },
  failed: { word: 'failed', tone: 'bad' },
  'outcome-unknown': { word: 'outcome unknown', tone: 'stalled' },
  rejected: { word: 'rejected', tone: 'plain' },
  expired: { word: 'expired', tone: 'plain' },
  withdrawn: { word: 'withdrawn', tone: 'plain' },
  prepared: { word: 'prepared for a person', tone: 'accent' },
  superseded: { word: 'replaced by newer facts', tone: 'plain' },
};

/** Where a proposal stands, in words. */
export function StateMark({ state }: { state: ApprovalState }) {
  const { word, tone } = STATES[state];
  return <Mark tone={tone}>{word}</Mark>;
}
