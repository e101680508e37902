import { CrmUnavailable, RecordConflict, type CrmWrite } from '../../src/index';
import { writeOne } from '../write-one';
import { AGENT, labelled, type ContractWorld } from './world';

/** What one race came to. */
type Outcome = 'agent first' | 'person first' | 'put back';

/**
 * A person and an agent write the same field at the same time. A strong CRM never lets the person's value be
 * overwritten; a weak one may for a moment, and then it is put back and counted. Either way it is what stays.
 */
export function racesContract(name: string, races: number, make: () => Promise<ContractWorld>): void {
  describe(`${races} races of an agent's write against a person's edit in ${name}`, () => {
    let world: ContractWorld;
    beforeAll(async () => {
      world = await make();
    });
    afterAll(() => world.stop());

    it('lose no value of a person', async () => {
      const outcomes = new Map<Outcome, number>();
      const lost: string[] = [];
      const accountId = await world.people.create('account', { name: labelled(world, 'Raced for') });
      const id = await world.people.create('opportunity', { name: labelled(world, 'Raced for'), accountId, amount: 1 });
      for (let race = 1; race <= races; race++) {
        const start = (await world.held('opportunity', id, ['amount']))!['amount'] as number;
        const [persons, agents] = [10_000 + race, 20_000 + race];
        const edit = () => world.people.edit('opportunity', id, { amount: persons });
        const write: CrmWrite = {
          ...{ key: labelled(world, `race:${race}`), type: 'opportunity', id, operation: 'update' },
          ...{ set: { amount: agents }, expect: { amount: start } },
        };
        // Every other race the person hits the window between our reading and our writing on purpose.
        const inWindow = race % 2 === 0 && world.beforeNextWrite !== undefined;
        if (inWindow) world.beforeNextWrite!(edit);
        const [outcome] = await Promise.all([settled(world, write), inWindow ? undefined : edit()]);
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        const now = (await world.held('opportunity', id, ['amount']))!['amount'];
        if (now !== persons) lost.push(`race ${race}: ${now}`);
      }
      console.log(`${name}: ${[...outcomes].map(([outcome, times]) => `${outcome} ${times}`).join(', ')}`);
      expect(lost).toEqual([]);
      if (world.connector.conditionalWrite === 'strong') expect(outcomes.get('put back') ?? 0).toBe(0);
    }, 240_000);
  });
}

/** Repeats a write until it is settled, as its caller does. */
async function settled(world: ContractWorld, write: CrmWrite): Promise<Outcome> {
  for (;;) {
    try {
      const { restored } = await writeOne(world.connector, write, AGENT);
      return Object.keys(restored).length > 0 ? 'put back' : 'agent first';
    } catch (error) {
      if (error instanceof RecordConflict) return 'person first';
      if (!(error instanceof CrmUnavailable)) throw error;
    }
  }
}
