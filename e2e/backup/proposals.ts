import { approve, awaiting, editInCrm, type OwnerDatabase, type RunningStack } from '../harness';
import { patiently } from '../faults/patience';

/** Proposals of the company, by id: how they come, wait for a person, and are carried out. */
export class Proposals {
  constructor(
    private readonly stack: RunningStack,
    private readonly database: OwnerDatabase,
    private readonly token: string,
  ) {}

  /** Gives stalled deals an owner, and waits until so many proposals wait for a person. */
  async provoke(cells: readonly { deal: string; owner: string }[], atLeast: number): Promise<string[]> {
    for (const { deal, owner } of cells) {
      await editInCrm(this.stack, this.token, `opportunity/${deal}`, { ownerId: owner });
    }
    let waiting: string[] = [];
    const came = await patiently(async () => (waiting = await this.waiting()).length >= atLeast);
    if (!came) throw new Error(`${waiting.length} proposals wait, not ${atLeast}`);
    return waiting;
  }

  waiting(): Promise<string[]> {
    return awaiting(this.stack);
  }

  /** Approves each and waits until it has been carried out. @returns those that were not */
  async carryOut(proposals: readonly string[]): Promise<string[]> {
    for (const actionId of proposals) await approve(this.stack, actionId);
    let missing: string[] = [];
    await patiently(async () => {
      const done = await this.executed();
      missing = proposals.filter((actionId) => !done.has(actionId));
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
