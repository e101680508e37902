import {
  CrmUnavailable,
  InvalidField,
  RecordConflict,
  RecordNotFound,
  type CrmWrite,
  type FieldValues,
  type WriteOutcome,
} from '../../src/index';
import { AGENT, casesNeeding, labelled, type Capabilities, type ContractWorld } from './world';

/** More than one request of any CRM takes. */
const MANY = 130;

/** What every CRM promises about many writes at once. */
export function batchContract(name: string, can: Capabilities, make: () => Promise<ContractWorld>): void {
  describe(`${name} is written many at a time`, () => {
    let world: ContractWorld;
    let keys = 0;
    beforeAll(async () => {
      world = await make();
    });
    afterAll(() => world.stop());

    const needing = casesNeeding(`${name} is written many at a time`, can);
    const account = () => world.people.create('account', { name: labelled(world, `Company ${(keys += 1)}`) });
    const deals = async (count: number): Promise<string[]> => {
      const accountId = await account();
      const ids: string[] = [];
      for (let n = 0; n < count; n += 1)
        ids.push(
          await world.people.create('opportunity', { name: labelled(world, `Deal ${n}`), accountId, amount: 100 }),
        );
      return ids;
    };
    const update = (id: string, set: FieldValues, expect?: FieldValues): CrmWrite => ({
      ...{ key: labelled(world, `batch:${(keys += 1)}`), type: 'opportunity', id, operation: 'update', set },
      ...(expect ? { expect } : {}),
    });
    const create = (name: string): CrmWrite => ({
      ...{ key: labelled(world, `batch:${(keys += 1)}`), type: 'account', id: 'new', operation: 'create' },
      set: { name: labelled(world, name) },
    });
    const write = (writes: readonly CrmWrite[]) => world.connector.writeMany(writes, AGENT);
    const amounts = async (ids: readonly string[]): Promise<unknown[]> => {
      const held: unknown[] = [];
      for (const id of ids) held.push((await world.held('opportunity', id, ['amount']))?.['amount']);
      return held;
    };
    const open = (outcomes: readonly WriteOutcome[]) => outcomes.flatMap((one, at) => (one.result ? [] : [at]));

    it('says of each what became of it, in the order given', async () => {
      const [good, stale, gone, wrong, unknown, unwanted] = (await deals(6)) as [string, ...string[]];
      await world.people.edit('opportunity', stale!, { amount: 999 });
      await world.people.remove('opportunity', gone!);
      const before = await world.count('account');
      const outcomes = await write([
        update(good, { amount: 200 }, { amount: 100 }),
        update(stale!, { amount: 200 }, { amount: 100 }),
        create('Among others'),
        update(gone!, { amount: 200 }),
        update(wrong!, { amount: 'much' }),
        update(unknown!, { nonsense: 1 }),
        { ...update(unwanted!, {}), operation: 'delete' },
      ]);
      expect(outcomes.map(({ error }) => error)).toEqual([
        undefined,
        expect.any(RecordConflict),
        undefined,
        expect.any(RecordNotFound),
        expect.any(InvalidField),
        expect.any(InvalidField),
        undefined,
      ]);
      expect(outcomes[0]!.result).toMatchObject({ id: good, before: { amount: 100 }, after: { amount: 200 } });
      const made = outcomes[2]!.result!.id;
      expect(await world.held('account', made, ['name'])).toEqual({ name: labelled(world, 'Among others') });
      expect(await world.count('account')).toBe(before + 1);
      expect(await amounts([good, stale!, wrong!, unknown!])).toEqual([200, 999, 100, 100]);
      expect(await world.held('opportunity', unwanted!, ['amount'])).toBeNull();
    });

    it('writes to one record in the order given, and a key that comes twice once', async () => {
      const [id] = await deals(1);
      // What a person did in the very moment of the first would count as done after it.
      await world.settle?.();
      const first = update(id!, { amount: 200 }, { amount: 100 });
      const second = update(id!, { amount: 300 }, { amount: 200 });
      const [one, two, again] = await write([first, second, first]);
      expect(two!.result).toMatchObject({ before: { amount: 200 }, after: { amount: 300 } });
      expect(again!.result).toEqual(one!.result);
      expect(await amounts([id!])).toEqual([300]);
    });

    it('answers nothing for nothing', async () => {
      expect(await write([])).toEqual([]);
    });

    const ifRemote = needing('remote');

    /** The same keys again until all are settled, as the caller does. */
    const untilSettled = async (writes: readonly CrmWrite[]): Promise<WriteOutcome[]> => {
      for (;;) {
        const outcomes = await write(writes);
        if (!outcomes.some(({ error }) => error instanceof CrmUnavailable)) return outcomes;
      }
    };

    ifRemote('keeps what was written before a limit was met, and has not begun what was not sent', async () => {
      const ids = await deals(MANY);
      const writes = ids.map((id) => update(id, { amount: 200 }, { amount: 100 }));
      world.failNextWrite!('for a limit', 1);
      const outcomes = await write(writes);
      const left = open(outcomes);
      for (const at of left)
        expect(outcomes[at]!.error).toMatchObject({ name: 'CrmUnavailable', mayHaveHappened: false });
      expect(left.length).toBeLessThan(MANY);
      expect(await amounts(left.map((at) => ids[at]!))).toEqual(left.map(() => 100));
      const begun = await world.connector.begun!(writes.map(({ key }) => key));
      expect(left.filter((at) => begun.has(writes[at]!.key))).toEqual([]);
      expect(open(await untilSettled(writes))).toEqual([]);
      expect(await amounts(ids)).toEqual(ids.map(() => 200));
    });

    ifRemote('settles by their keys those whose answer was lost, and writes nothing twice', async () => {
      const ids = await deals(MANY);
      const writes = ids.map((id) => update(id, { amount: 200 }, { amount: 100 }));
      world.failNextWrite!('after it took effect', 1);
      const outcomes = await write(writes);
      const left = open(outcomes);
      expect(left.length).toBeGreaterThan(0);
      const lost = left.filter((at) => (outcomes[at]!.error as CrmUnavailable).mayHaveHappened);
      expect(await amounts(lost.map((at) => ids[at]!))).toEqual(lost.map(() => 200));
      const begun = await world.connector.begun!(left.map((at) => writes[at]!.key));
      expect([...begun].sort()).toEqual(lost.map((at) => writes[at]!.key).sort());
      // A second writing would go over these.
      const [changed, kept] = [lost[0]!, outcomes.findIndex(({ result }) => result)];
      await world.settle?.();
      for (const at of [changed, kept]) await world.people.edit('opportunity', ids[at]!, { amount: 777 });
      expect(open(await untilSettled(writes))).toEqual([]);
      expect(await amounts(ids)).toEqual(ids.map((_, at) => (at === changed || at === kept ? 777 : 200)));
    });

    for (const when of ['before it took effect', 'after it took effect'] as const) {
      ifRemote(`creates each once when creating failed ${when}`, async () => {
        const before = await world.count('account');
        const writes = Array.from({ length: MANY }, (_, n) => create(`Created ${n}`));
        world.failNextWrite!(when, 1);
        expect(open(await write(writes)).length).toBeGreaterThan(0);
        const outcomes = await untilSettled(writes);
        expect(new Set(outcomes.map(({ result }) => result!.id)).size).toBe(MANY);
        expect(await world.count('account')).toBe(before + MANY);
      });
    }

    ifRemote('keeps a value that a person entered while theirs was one of many', async () => {
      const ids = await deals(MANY);
      world.beforeNextWrite!(() => world.people.edit('opportunity', ids[17]!, { amount: 777 }));
      const outcomes = await write(ids.map((id) => update(id, { amount: 200 }, { amount: 100 })));
      const { result, error } = outcomes[17]!;
      if (result) expect(result.restored).toEqual({ amount: 777 });
      else expect(error).toBeInstanceOf(RecordConflict);
      expect(open(outcomes).filter((at) => at !== 17)).toEqual([]);
      expect(await amounts(ids)).toEqual(ids.map((_, at) => (at === 17 ? 777 : 200)));
    });
  });
}
