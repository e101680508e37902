import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type Client,
  type WorkflowHandle,
} from '@salesagent/workflow';
import { MESSAGES, TASK_QUEUES, WORKFLOWS, gateWorkflowId, type GateInput } from '@salesagent/workflow/contracts';

/** Starts gates and talks to them. */
export class GateWorkflows {
  constructor(private readonly client: Client) {}

  handle(actionId: string): WorkflowHandle {
    return this.client.workflow.getHandle(gateWorkflowId(actionId));
  }

  /**
   * One at a time for each action, however often it is called. Whether a gate has ended is for the log to say, which a
   * gate reads first: one that had ended ends again at once, and one that a restored database knows as open goes on,
   * whatever Temporal remembers of it.
   */
  async start(actionId: string, lane: GateInput['lane']): Promise<void> {
    const input: GateInput = { actionId, lane };
    try {
      await this.client.workflow.start(WORKFLOWS.actionGate, {
        workflowId: gateWorkflowId(actionId),
        taskQueue: TASK_QUEUES.orchestrator,
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        workflowIdConflictPolicy: 'USE_EXISTING',
        args: [input],
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }

  /** A gate that is not there needs no telling. */
  async recheck(actionId: string): Promise<void> {
    await this.signal(actionId, MESSAGES.recheck, []);
  }

  async withdraw(actionId: string, reason: string): Promise<void> {
    await this.signal(actionId, MESSAGES.withdraw, [{ reason }]);
  }

  private async signal(actionId: string, name: string, args: unknown[]): Promise<void> {
    try {
      await this.handle(actionId).signal(name, ...args);
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
}
