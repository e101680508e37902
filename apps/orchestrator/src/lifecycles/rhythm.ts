import { WEEKDAYS, type Lifecycles, type Policy } from '@salesagent/governance';
import { ScheduleAlreadyRunning, type Client } from '@salesagent/workflow';
import { rhythmWorkflowId, TASK_QUEUES, WORKFLOWS, type RhythmName } from '@salesagent/workflow/contracts';

interface PolicyTimes {
  docket: Pick<Policy['docket'], 'morning'>;
  calendar: Pick<Policy['calendar'], 'fiscalYearStartMonth'>;
}

/** When the company's rhythm beats, as cron lines in its time zone; its mornings and its fiscal year are the policy's. */
export function rhythmCalendar(
  { docket: { morning }, calendar }: PolicyTimes,
  rhythm: Lifecycles['rhythm'],
): Record<RhythmName, string> {
  const at = (time: string): string => {
    const [hours, minutes] = time.split(':').map(Number);
    return `${minutes} ${hours}`;
  };
  const { daily, weekly, monthly, quarterly } = rhythm;
  const firstMonths = [0, 3, 6, 9].map((later) => ((calendar.fiscalYearStartMonth - 1 + later) % 12) + 1);
  return {
    morning: `${at(morning)} * * 1-5`,
    daily: `${at(daily.at)} * * *`,
    weekly: `${at(weekly.at)} * * ${WEEKDAYS.indexOf(weekly.on)}`,
    monthly: `${at(monthly.at)} ${monthly.day} * *`,
    quarterly: `${at(quarterly.at)} ${quarterly.day} ${firstMonths.sort((a, b) => a - b).join()} *`,
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
