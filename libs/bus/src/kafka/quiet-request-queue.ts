import { createRequire } from 'node:module';

interface RequestQueue {
  pending: unknown[];
  scheduleCheckPendingRequests(): void;
}

let quiet = false;

/**
 * kafkajs 2.2.4 looks for pending requests by a timer that starts itself again with a negative time: 770 wake-ups a
 * second on every idle connection, each with Node's TimeoutNegativeWarning. With nothing pending there is nothing to
 * look for; pushing a request starts the timer.
 */
export function quietRequestQueues(): void {
  if (quiet) return;
  quiet = true;
  const { prototype } = createRequire(__filename)('kafkajs/src/network/requestQueue') as { prototype: RequestQueue };
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length > 0) schedule.call(this);
  };
}
