import { editInCrm, type OwnerDatabase, type RunningStack } from '../harness';
import { patiently } from '../faults/patience';

export interface Waiting {
  actionId: string;
  digest: string;
}

/** Proposals of the company: how they come, wait for a person, and are carried out. */
export class Proposals {
  constructor(
    private readonly stack: RunningStack,
    private readonly database: OwnerDatabase,
    private readonly token: string,
  ) {}

  /** Gives stalled deals an owner, and waits until so many proposals wait for a person. */
  async provoke(cells: readonly { deal: string; owner: string }[], atLeast: number): Promise<Waiting[]> {
    for (const { deal, owner } of cells) {
      await editInCrm(this.stack, this.token, `opportunity/${deal}`, { ownerId: owner });
    }
    let waiting: Waiting[] = [];
    const came = await patiently(async () => (waiting = await this.waiting()).length >= atLeast);
    if (!came) throw new Error(`${waiting.length} proposals wait, not ${atLeast}`);
    return waiting;
  }

  async waiting(): Promise<Waiting[]> {
    const { approvals } = await this.stack.api<{ approvals: Waiting[] }>('/api/approvals?state=open&limit=50');
    return approvals;
  }

  /** Approves each and waits until it has been carried out. @returns those that were not */
  async carryOut(proposals: readonly Waiting[]): Promise<string[]> {
    for (const { actionId, digest } of proposals) {
      const body = { decision: 'approve', digest, evidenceOpened: true };
      await this.stack.api(`/api/approvals/${encodeURIComponent(actionId)}/decision`, { method: 'POST', body });
    }
    let missing: string[] = [];
    await patiently(async () => {
      const done = await this.executed();
      missing = proposals.map(({ actionId }) => actionId).filter((actionId) => !done.has(actionId));
      return missing.length === 0;
    });
    return missing;
  }

  /** Ids of the actions that gateway has carried out. */
  async executed(): Promise<Set<string>> {
    const rows = await this.database.query<{ id: string }>(
      `select distinct data->>'actionId' as id from gateway.event where type = 'ActionExecuted'`,
    );
    return new Set(rows.map(({ id }) => id));
  }
}
