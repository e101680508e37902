import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { Due, LifecycleActivities } from '@salesagent/workflow/contracts';

/** Lifecycles wait for due dates and remember what they asked; 0.1.0 waited for one silence at a time. */
export const DUE_DATES = 'due-dates';

export const crm = proxyActivities<LifecycleActivities>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '30s' },
});

/** The workflow's own clock, which a replay repeats. */
export const now = (): string => new Date().toISOString();

/** Milliseconds to wait: at least a second, and below what a timer can hold; the loop simply waits again. */
export function untilDue({ nominalTime }: Due): number {
  return Math.min(Math.max(Date.parse(nominalTime) - Date.now(), 1_000), 20 * 86_400_000);
}

export const isDue = ({ nominalTime }: Due): boolean => Date.parse(nominalTime) <= Date.now();

/** What was asked, with the newest occurrence of what is asked now. */
export function withAsked(asked: readonly Due[] | undefined, due: Due): Due[] {
  return [...(asked ?? []).filter(({ what }) => what !== due.what), due];
}

/**
 * True where the history is long enough to begin a new run. Nothing is lost over it: what a signal says is in the
 * memory before the run ends, the server lets no run end before its last signal, and a new run begins with a look.
 */
export const isLongEnough = (): boolean => workflowInfo().continueAsNewSuggested;
