import type { ContractType } from '../contract';
import type { Hands } from './hands';
import { REMOVAL_ORDER, type OwnRecords } from './own-records';
import { isLeftOver, isOfRun } from './run-label';

/** Removes what runs that were cut off have left. @returns how many records */
export async function removeLeftOvers(hands: Hands, now: Date): Promise<number> {
  let removed = 0;
  for (const type of REMOVAL_ORDER) {
    for (const { id, name } of await hands.marked(type)) {
      if (!isLeftOver(name, now)) continue;
      await hands.remove(type, id);
      removed += 1;
    }
  }
  return removed;
}

/** One run, as it knows its own records again. */
export interface RunParts {
  hands: Hands;
  own: OwnRecords;
  label: string;
  /** Waits until what was made can be found. */
  settle(): Promise<void>;
}

/**
 * Removes what this run has made: what it knows of, and what bears its label, such as a record whose creation was not
 * answered. One that cannot be removed does not keep the others. @throws Error naming what is still there
 */
export async function removeRun(run: RunParts): Promise<void> {
  const { hands, label } = run;
  await run.settle();
  const left: string[] = [];
  for (const type of REMOVAL_ORDER) {
    for (const id of await idsOfRun(run, type)) {
      const problem = await hands
        .remove(type, id)
        .then(() => hands.values(type, id, []))
        .then(
          (values) => (values === null ? null : 'still there'),
          (error: unknown) => (error instanceof Error ? error.message : String(error)),
        );
      if (problem !== null) left.push(`${type}/${id}: ${problem}`);
    }
  }
  if (left.length > 0)
    throw new Error(`Remove by hand, or let a run do it in some hours; named "${label}":\n${left.join('\n')}`);
}

/** What is of this run: what it made, and whatever else bears its label. */
export async function idsOfRun({ hands, own, label }: RunParts, type: ContractType): Promise<Set<string>> {
  const ids = new Set(own.idsOf(type));
  for (const { id, name } of await hands.marked(type)) if (isOfRun(label, name)) ids.add(id);
  return ids;
}
