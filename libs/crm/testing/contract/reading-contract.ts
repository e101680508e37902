import { CursorExpired, type RecordState } from '../../src/index';
import { writeOne } from '../write-one';
import {
  AGENT,
  casesNeeding,
  changesAfter,
  labelled,
  neverGiven,
  pagesOf,
  type Capabilities,
  type ContractWorld,
} from './world';

/** What every CRM promises about being read. */
export function readingContract(name: string, can: Capabilities, make: () => Promise<ContractWorld>): void {
  describe(`${name} is read`, () => {
    let world: ContractWorld;
    beforeAll(async () => {
      world = await make();
    });
    afterAll(() => world.stop());

    const needing = casesNeeding(`${name} is read`, can);
    const company = (name: string, more = {}) =>
      world.people.create('account', { name: labelled(world, name), ...more });
    const idsOf = (states: readonly RecordState[]) => states.map(({ id }) => id);

    it('tells what a person entered, by the id the CRM gave', async () => {
      const account = await company('Read Works', { city: 'Graz' });
      const named = labelled(world, 'Read deal');
      const deal = await world.people.create('opportunity', { name: named, accountId: account, amount: 1250.5 });
      const [a, d] = [
        await world.connector.read('account', [account]),
        await world.connector.read('opportunity', [deal]),
      ];
      expect(a.get(account)).toMatchObject({
        state: 'live',
        fields: { name: labelled(world, 'Read Works'), city: 'Graz' },
      });
      expect(d.get(deal)?.fields).toMatchObject({ name: named, accountId: account, amount: 1250.5 });
    });

    it('leaves out what does not exist', async () => {
      const [kept, never] = [await company('Kept'), neverGiven(world, 'account')];
      const found = await world.connector.read('account', [kept, never]);
      expect(found.get(kept)?.state).toBe('live');
      expect(found.has(never)).toBe(false);
    });

    needing('deletions')('tells apart what was deleted', async () => {
      const [kept, gone] = [await company('Stays'), await company('Gone')];
      await world.people.remove('account', gone);
      const found = await world.connector.read('account', [kept, gone]);
      expect(found.get(kept)?.state).toBe('live');
      expect(found.get(gone)?.state ?? 'deleted').toBe('deleted');
    });

    it('gives every record once in a backfill, and goes on from any of its pages', async () => {
      const made = await Promise.all(Array.from({ length: 25 }, (_, n) => company(`Backfill ${n}`)));
      const pages = (await pagesOf(world, 'account')).map(({ states, cursor }) => ({ ids: idsOf(states), cursor }));
      const whole = pages.flatMap(({ ids }) => ids);
      expect(new Set(whole).size).toBe(whole.length);
      expect(whole).toEqual(expect.arrayContaining(made));
      expect(whole).toHaveLength(await world.count('account'));

      const [first] = await pagesOf(world, 'account');
      expect(idsOf(first!.states)).toEqual(pages[0]!.ids);
      for (const [index, { cursor }] of pages.slice(0, -1).entries()) {
        const rest = (await pagesOf(world, 'account', cursor)).flatMap(({ states }) => idsOf(states));
        expect(rest).toEqual(pages.slice(index + 1).flatMap(({ ids }) => ids));
      }
    });

    it('misses nothing between the position taken before a backfill and the changes after it', async () => {
      const position = await world.connector.position();
      const before = await company('Before the backfill');
      await pagesOf(world, 'account');
      const during = await company('While it ran');
      await world.people.edit('account', before, { city: 'Linz' });
      const { states } = await changesAfter(world, position);
      expect(idsOf(states)).toEqual(expect.arrayContaining([before, during]));
    });

    it('tells changes of one record in their order, and only the newest matters', async () => {
      const account = await company('Ordered', { city: 'One' });
      const position = await world.connector.position();
      for (const city of ['Two', 'Three', 'Four']) await world.people.edit('account', account, { city });
      const cities = (await changesAfter(world, position)).states
        .filter(({ id }) => id === account)
        .map(({ fields }) => fields['city']);
      expect(cities.at(-1)).toBe('Four');
      expect(['One', 'Two', 'Three', 'Four'].filter((city) => cities.includes(city))).toEqual([...new Set(cities)]);
    });

    it('tells that a field was emptied', async () => {
      const account = await company('Emptied', { city: 'Wels' });
      const position = await world.connector.position();
      await world.people.edit('account', account, { city: null });
      const last = (await changesAfter(world, position)).states.findLast(({ id }) => id === account);
      expect(last?.fields).toHaveProperty('city', null);
    });

    needing('deletions')('tells a deletion', async () => {
      const account = await company('Deleted later');
      const position = await world.connector.position();
      await world.people.remove('account', account);
      const last = (await changesAfter(world, position)).states.findLast(({ id }) => id === account);
      expect(last?.state).toBe('deleted');
    });

    needing('merges')('tells a merge: the one that goes is gone, the one that stays is live', async () => {
      // Of people: HubSpot lets merged companies go on as a new one.
      const person = (title: string) => world.people.create('contact', { title });
      const [kept, gone] = [await person('Stays'), await person('Goes')];
      const position = await world.connector.position();
      await world.people.merge!('contact', kept, gone);
      const { states } = await changesAfter(world, position);
      const last = (id: string) => states.findLast((state) => state.id === id)?.state;
      expect(last(kept) ?? 'live').toBe('live');
      expect(['merged', 'deleted']).toContain(last(gone));
    });

    it('tells the same again from the same cursor, and nothing from a cursor at the end', async () => {
      const position = await world.connector.position();
      const account = await company('Told again');
      const { cursor } = await changesAfter(world, position);
      expect(idsOf((await changesAfter(world, position)).states)).toContain(account);
      const rest = await changesAfter(world, cursor);
      // A CRM may look back a little, so that late writes are not missed: then what it repeats is old.
      expect(rest.states.every(({ id }) => id !== 'new')).toBe(true);
      await world.people.edit('account', account, { city: 'Steyr' });
      expect(idsOf((await changesAfter(world, rest.cursor)).states)).toContain(account);
    });

    it('tells the echo of our own write with its values', async () => {
      const account = await company('Echo');
      const position = await world.connector.position();
      await writeOne(
        world.connector,
        { key: labelled(world, 'echo:1'), type: 'account', id: account, operation: 'update', set: { city: 'Krems' } },
        AGENT,
      );
      const echo = (await changesAfter(world, position)).states.findLast(({ id }) => id === account);
      expect(echo?.fields).toMatchObject({ city: 'Krems' });
    });

    it('says that a cursor is no longer good, or that it never was', async () => {
      await expect(world.connector.changesSince('not a cursor')).rejects.toBeInstanceOf(CursorExpired);
    });
  });
}
