import type { RunningStack } from '../harness';

interface Person {
  id: string;
  name: string | null;
}
interface Docket {
  items: { actionId: string; state: string; ownerId: string | null }[];
}

/** Somebody who sells and has a decision waiting. */
export async function aRepOf(stack: RunningStack): Promise<Person> {
  const { items } = await stack.api<Docket>('/api/docket?state=open&limit=2000');
  const id = items.find(({ ownerId }) => ownerId !== null)?.ownerId;
  if (!id) throw new Error('nobody has a decision waiting');
  return { id, name: null };
}

/** Two people of whom each has a decision waiting, and one of the second's. */
export async function twoReps(stack: RunningStack): Promise<{ one: string; other: string; ofOther: string }> {
  const { items } = await stack.api<Docket>('/api/docket?state=open&limit=2000');
  const owned = items.filter(({ ownerId }) => ownerId !== null);
  const one = owned[0]?.ownerId;
  const theirs = owned.find(({ ownerId }) => ownerId !== one);
  if (!one || !theirs?.ownerId) throw new Error('fewer than two people have a decision waiting');
  return { one, other: theirs.ownerId, ofOther: theirs.actionId };
}
