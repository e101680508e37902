import type { Action } from '../../src/define';
import { documentsOf } from '../documents';
import { countCaught } from './corruptions';
import { countClaims, printedClaims, type ClaimCount } from './count';
import { generatedDeals } from './generate';
import { LIBRARY } from './library';

/** What the actions of every agent promise about deals with missing and contradictory facts. */
export function describeClaims(actions: readonly Action[]): void {
  describe('what is written of 200 deals with missing and contradictory facts', () => {
    const counts: ClaimCount[] = [];
    const named = actions.map((action) => [action.id, action] as const);
    afterAll(() => void process.stdout.write(`\n${printedClaims(counts)}\n`));

    it.each(named)('%s asserts nothing unsupported', async (_, action) => {
      const count = await countClaims(action);
      counts.push(count);
      expect(count.unsupported).toEqual([]);
      expect(count.written).toBeGreaterThan(0);
    });

    const asking = named.filter(([, { asks }]) => asks);
    for (const [id, action] of asking)
      it(`${id} asserts nothing unsupported with documents of the company to ask`, async () => {
        const documents = await documentsOf(LIBRARY);
        const count = await countClaims(action, undefined, documents);
        counts.push({ ...count, action: `${id}, with documents` });
        expect(count.unsupported).toEqual([]);
        expect(count.proven).toBeGreaterThan(count.written / 4);
        for (const [kind, { made, missed }] of await countCaught(action, generatedDeals(40, 7), documents)) {
          expect({ kind, made, missed }).toEqual({ kind, made, missed: [] });
        }
      }, 30_000);

    it.each(named)('%s: what is spoilt is found', async (_, action) => {
      const caught = await countCaught(action, generatedDeals(40, 7));
      for (const [kind, { made, missed }] of caught) {
        expect({ kind, made, missed }).toEqual({ kind, made, missed: [] });
      }
    });
  });
}
