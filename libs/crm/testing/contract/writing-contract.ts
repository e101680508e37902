import { InvalidField, RecordConflict, RecordNotFound, type CrmWrite, type FieldValues } from '../../src/index';
import { writeOne } from '../write-one';
import { AGENT, casesNeeding, labelled, neverGiven, type Capabilities, type ContractWorld } from './world';

/** What every CRM promises about being written. */
export function writingContract(name: string, can: Capabilities, make: () => Promise<ContractWorld>): void {
  describe(`${name} is written`, () => {
    let world: ContractWorld;
    let keys = 0;
    beforeAll(async () => {
      world = await make();
    });
    afterAll(() => world.stop());

    const needing = casesNeeding(`${name} is written`, can);
    const deal = async (fields: FieldValues = {}) => {
      const accountId = await world.people.create('account', { name: labelled(world, `Company ${(keys += 1)}`) });
      const name = labelled(world, `Deal ${keys}`);
      return world.people.create('opportunity', { name, accountId, amount: 100, ...fields });
    };
    const update = (id: string, set: FieldValues, more: Partial<CrmWrite> = {}): CrmWrite => ({
      ...{ key: labelled(world, `write:${(keys += 1)}`), type: 'opportunity', id, operation: 'update', set },
      ...more,
    });
    const write = (it: CrmWrite) => writeOne(world.connector, it, AGENT);
    const held = async (id: string, ...fields: string[]) => world.held('opportunity', id, fields);

    it('sets the named fields and no other', async () => {
      const id = await deal({ expectedCloseDate: '2026-09-30' });
      const result = await write(update(id, { amount: 200 }));
      expect(result).toMatchObject({ id, before: { amount: 100 }, after: { amount: 200 }, restored: {} });
      expect(await held(id, 'amount', 'expectedCloseDate')).toEqual({ amount: 200, expectedCloseDate: '2026-09-30' });
    });

    it('empties a field', async () => {
      const id = await deal({ nextStep: 'Call back' });
      await write(update(id, { nextStep: null }));
      expect(await held(id, 'nextStep')).toEqual({ nextStep: null });
    });

    it('answers a repeated key with the first result and writes nothing', async () => {
      const id = await deal();
      const first = update(id, { amount: 200 });
      const result = await write(first);
      await world.people.edit('opportunity', id, { amount: 300 });
      expect(await write(first)).toEqual(result);
      expect(await held(id, 'amount')).toEqual({ amount: 300 });
    });

    it('creates once under a key, however often it is asked', async () => {
      const before = await world.count('account');
      const create: CrmWrite = {
        ...{ key: labelled(world, `create:${(keys += 1)}`), type: 'account', id: 'new', operation: 'create' },
        set: { name: labelled(world, 'Created once') },
      };
      const made = await write(create);
      expect((await write(create)).id).toBe(made.id);
      expect(await world.count('account')).toBe(before + 1);
      expect(await world.held('account', made.id, ['name'])).toEqual({
        name: labelled(world, 'Created once'),
      });
    });

    it('refuses when a value is no longer the one it was decided on', async () => {
      const id = await deal();
      await world.people.edit('opportunity', id, { amount: 999 });
      const stale = update(id, { amount: 200 }, { expect: { amount: 100 } });
      await expect(write(stale)).rejects.toBeInstanceOf(RecordConflict);
      expect(await held(id, 'amount')).toEqual({ amount: 999 });
    });

    it('does not mind a change of another field', async () => {
      const id = await deal();
      await world.people.edit('opportunity', id, { expectedCloseDate: '2026-12-01' });
      await write(update(id, { amount: 200 }, { expect: { amount: 100 } }));
      expect(await held(id, 'amount', 'expectedCloseDate')).toEqual({ amount: 200, expectedCloseDate: '2026-12-01' });
    });

    it('says that a record is gone', async () => {
      const id = await deal();
      await world.people.remove('opportunity', id);
      await expect(write(update(id, { amount: 200 }))).rejects.toBeInstanceOf(RecordNotFound);
      await expect(write(update(neverGiven(world, 'opportunity'), { amount: 200 }))).rejects.toBeInstanceOf(
        RecordNotFound,
      );
    });

    it('names a field or a value that it cannot write, and writes nothing', async () => {
      const id = await deal();
      await expect(write(update(id, { nonsense: 1, amount: 200 }))).rejects.toBeInstanceOf(InvalidField);
      await expect(write(update(id, { amount: 'much' }))).rejects.toBeInstanceOf(InvalidField);
      expect(await held(id, 'amount')).toEqual({ amount: 100 });
    });

    const ifRemote = needing('remote');
    for (const when of ['before it took effect', 'after it took effect'] as const) {
      ifRemote(`settles a write that failed ${when} by the same key`, async () => {
        const id = await deal();
        const it = update(id, { amount: 200 }, { expect: { amount: 100 } });
        world.failNextWrite!(when);
        await write(it).catch(() => undefined);
        await write(it);
        expect(await held(id, 'amount')).toEqual({ amount: 200 });
      });

      ifRemote(`creates one record when the first create failed ${when}`, async () => {
        const before = await world.count('account');
        const create: CrmWrite = {
          ...{ key: labelled(world, `create:${(keys += 1)}`), type: 'account', id: 'new', operation: 'create' },
          set: { name: labelled(world, `Failed ${when}`) },
        };
        world.failNextWrite!(when);
        await write(create).catch(() => undefined);
        await write(create);
        expect(await world.count('account')).toBe(before + 1);
      });
    }

    ifRemote('keeps a value that a person entered between our reading and our writing', async () => {
      const id = await deal();
      world.beforeNextWrite!(() => world.people.edit('opportunity', id, { amount: 777 }));
      await write(update(id, { amount: 200 }, { expect: { amount: 100 } })).catch((error: unknown) =>
        expect(error).toBeInstanceOf(RecordConflict),
      );
      expect(await held(id, 'amount')).toEqual({ amount: 777 });
    });
  });
}
