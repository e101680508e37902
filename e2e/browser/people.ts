import type { Visit } from './visit';

export interface Person {
  id: string;
  name: string;
  role: string;
  manager: { id: string; name: string | null } | null;
  openApprovals: number;
}

interface Listed extends Omit<Person, 'name'> {
  name: string | null;
  active: boolean | null;
}

/** Everybody who is still with the company and has a name to sign in by that is nobody else's. */
export async function everybody(visit: Visit): Promise<Person[]> {
  const { people } = await visit.read<{ people: Listed[] }>('/api/people');
  const names = people.map(({ name }) => name);
  return people.filter(
    (person): person is Listed & { name: string } =>
      person.active !== false && person.name !== null && names.filter((name) => name === person.name).length === 1,
  );
}

/** Somebody of a role, with the most that waits for a decision of theirs. @throws when there is nobody */
export async function aPersonWith(visit: Visit, role: string): Promise<Person> {
  const of = (await everybody(visit)).filter((person) => person.role === role);
  const [found] = of.sort((a, b) => b.openApprovals - a.openApprovals);
  if (!found) throw new Error(`nobody is a ${role}`);
  return found;
}
