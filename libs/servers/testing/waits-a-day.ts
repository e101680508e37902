import { sleep } from '@temporalio/workflow';

/** The smallest workflow that would take too long in real time. */
export async function waitsADay(): Promise<string> {
  await sleep('1 day');
  return 'done';
}
