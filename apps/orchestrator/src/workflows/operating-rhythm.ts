import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { DocketActivities, LifecycleActivities, RhythmInput } from '@salesagent/workflow/contracts';

const activities = proxyActivities<LifecycleActivities & DocketActivities>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m', maximumAttempts: 50 },
});

/** One beat of the company's rhythm, started by a Temporal Schedule; its nominal time is what it asks with. */
export async function operatingRhythm({ name }: RhythmInput): Promise<void> {
  const scheduled = workflowInfo().searchAttributes['TemporalScheduledStartTime']?.[0];
  const nominal = scheduled instanceof Date ? scheduled : workflowInfo().startTime;
  const nominalTime = nominal.toISOString();
  if (name === 'morning') await activities.admitMorningWave({ nominalTime });
  await activities.runRhythm({ name, nominalTime });
}
