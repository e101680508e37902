import { ScheduleAlreadyRunning, type Client } from '@salesagent/workflow';
import { rhythmWorkflowId, TASK_QUEUES, WORKFLOWS, type RhythmName } from '@salesagent/workflow/contracts';

/** When the company's rhythm beats, as cron lines in its time zone. `morning` comes from the policy. */
export function rhythmCalendar(morning: string): Record<RhythmName, string> {
  const [hours = 8, minutes = 0] = morning.split(':').map(Number);
  return {
    morning: `${minutes} ${hours} * * 1-5`,
    daily: '0 5 * * *',
    weekly: '0 6 * * 1',
    monthly: '0 6 1 * *',
  };
}

/** Creates the schedules of the rhythm, or brings them up to date when the policy changed. */
export async function ensureRhythm(client: Client, morning: string, timezone: string): Promise<void> {
  for (const [name, cron] of Object.entries(rhythmCalendar(morning))) {
    const workflowId = rhythmWorkflowId(name);
    const schedule = {
      spec: { cronExpressions: [cron], timezone },
      action: {
        type: 'startWorkflow' as const,
        workflowType: WORKFLOWS.operatingRhythm,
        workflowId,
        taskQueue: TASK_QUEUES.orchestrator,
        args: [{ name }],
      },
      // A machine that was off beats once when it is back, not once for each day it missed.
      policies: { catchupWindow: '1 day' as const, overlap: 'SKIP' as const },
    };
    try {
      await client.schedule.create({ scheduleId: workflowId, ...schedule });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      await client.schedule.getHandle(workflowId).update((before) => ({ ...schedule, state: before.state }));
    }
  }
}
