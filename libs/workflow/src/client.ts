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
