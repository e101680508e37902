import { CrmUnavailable, RecordConflict, type CrmWrite, type WriteOutcome } from '../../src/index';
import { seededRandom } from '../hosted/faults';
import { AGENT, WRITE_FAULTS, type ContractWorld, type WriteFailure } from './world';

const DEALS = 120;
const AT_ONCE = 60;
const FAILURES = Object.keys(WRITE_FAULTS) as WriteFailure[];
const SEED = Number(process.env['SEED'] ?? 20261126);

/**
 * Batches of an agent's, of which people change some records while they are written, and requests fail in the middle.
 * Whatever happens, a person's value is what stays, all others are written, and no record has a value that nobody gave.
 */
export function batchRacesContract(name: string, rounds: number, make: () => Promise<ContractWorld>): void {
  describe(`${rounds} batches of ${AT_ONCE} raced by people in ${name} (seed ${SEED}; SEED chooses another)`, () => {
    let world: ContractWorld;
    beforeAll(async () => {
      world = await make();
    });
    afterAll(() => world.stop());

    it('lose no value of a person, and leave none unwritten', async () => {
      const random = seededRandom(SEED);
      const below = (limit: number) => Math.floor(random() * limit);
      const some = (items: readonly string[], count: number) =>
        Array.from({ length: count }, () => items[below(items.length)]!);
      const accountId = await world.people.create('account', { name: 'Raced for' });
      const amounts = new Map<string, number>();
      for (let n = 0; n < DEALS; n += 1)
        amounts.set(await world.people.create('opportunity', { name: `Deal ${n}`, accountId, amount: n }), n);
      const tally = { written: 0, 'put back': 0, conflict: 0, attempts: 0 };
      const wrong: string[] = [];
      let raced: string[] = [];
      const edited = new Set<string>();
      const people = async (): Promise<void> => {
        for (const id of new Set(some(raced, below(6)))) {
          amounts.set(id, amounts.get(id)! + 1 + below(900));
          edited.add(id);
          await world.people.edit('opportunity', id, { amount: amounts.get(id) });
        }
      };
      for (let round = 1; round <= rounds; round += 1) {
        const ids = [...new Set(some([...amounts.keys()], AT_ONCE))];
        const writes = ids.map((id): CrmWrite => ({
          ...{ key: `race:${round}:${id}`, type: 'opportunity', id, operation: 'update' },
          ...{ set: { amount: round * 1_000 }, expect: { amount: amounts.get(id) } },
        }));
        edited.clear();
        raced = ids;
        // Two writes of ours and a person's edit in one moment could not be told apart.
        await world.settle?.();
        let outcomes: WriteOutcome[];
        do {
          if (random() < 0.7) world.beforeNextWrite!(people);
          if (random() < 0.5) world.failNextWrite!(FAILURES[below(FAILURES.length)]!, below(3));
          outcomes = await world.connector.writeMany(writes, AGENT);
          tally.attempts += 1;
        } while (outcomes.some(({ error }) => error instanceof CrmUnavailable));
        for (const [at, id] of ids.entries()) {
          const { result, error } = outcomes[at]!;
          if (error && !(error instanceof RecordConflict)) throw error;
          if (error && !edited.has(id)) wrong.push(`round ${round}: ${id} is left out, and nobody changed it`);
          tally[error ? 'conflict' : Object.keys(result!.restored).length > 0 ? 'put back' : 'written'] += 1;
          if (!edited.has(id)) amounts.set(id, round * 1_000);
          const now = (await world.held('opportunity', id, ['amount']))?.['amount'];
          if (now !== amounts.get(id)) wrong.push(`round ${round}: ${id} holds ${now} instead of ${amounts.get(id)}`);
        }
      }
      console.log(`${name}: ${JSON.stringify(tally)}`);
      expect(wrong).toEqual([]);
      expect(tally.conflict + tally['put back']).toBeGreaterThan(0);
      expect(tally.attempts).toBeGreaterThan(rounds);
    }, 240_000);
  });
}
