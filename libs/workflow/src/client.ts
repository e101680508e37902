/**
 * The part of Temporal's client that services use; they take it from here, so that one lib knows the SDK.
 */
export {
  Client,
  ScheduleAlreadyRunning,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  type WorkflowHandle,
} from '@temporalio/client';
/** A workflow's history as JSON text, to be replayed later. */
export { historyToJSON } from '@temporalio/common/lib/proto-utils';
