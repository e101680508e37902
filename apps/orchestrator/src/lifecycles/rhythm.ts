import { WEEKDAYS, type Lifecycles } from '@salesagent/governance';
import { ScheduleAlreadyRunning, type Client } from '@salesagent/workflow';
import { rhythmWorkflowId, TASK_QUEUES, WORKFLOWS, type RhythmName } from '@salesagent/workflow/contracts';

/** When the company's rhythm beats, as cron lines in its time zone. `morning` (HH:MM) comes from the policy. */
export function rhythmCalendar(morning: string, rhythm: Lifecycles['rhythm']): Record<RhythmName, string> {
  const at = (time: string): string => {
    const [hours, minutes] = time.split(':').map(Number);
    return `${minutes} ${hours}`;
  };
  const { daily, weekly, monthly } = rhythm;
  return {
    morning: `${at(morning)} * * 1-5`,
    daily: `${at(daily.at)} * * *`,
    weekly: `${at(weekly.at)} * * ${WEEKDAYS.indexOf(weekly.on)}`,
    monthly: `${at(monthly.at)} ${monthly.day} * *`,
  };
}

/** Creates the schedules of the rhythm, or brings them up to date when policy or playbook changed. */
export async function ensureRhythm(
  client: Client,
  calendar: Record<RhythmName, string>,
  timezone: string,
): Promise<void> {
  for (const [name, cron] of Object.entries(calendar)) {
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
