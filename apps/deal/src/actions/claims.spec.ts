import {
  countCaught,
  countClaims,
  generatedDeals,
  printedClaims,
  SELLER,
  type ClaimCount,
} from '@salesagent/agent/testing/words';
import { actionsFor } from '../deal.module';

const actions = actionsFor(SELLER);

describe('what proposals write of 200 deals with missing and contradictory facts', () => {
  const counts: ClaimCount[] = [];
  afterAll(() => void process.stdout.write(`\n${printedClaims(counts)}\n`));

  it.each(actions.map((action) => [action.id, action] as const))(
    '%s asserts nothing unsupported',
    async (_, action) => {
      const count = await countClaims(action);
      counts.push(count);
      expect(count.unsupported).toEqual([]);
      expect(count.written).toBeGreaterThan(0);
    },
  );

  it.each(actions.map((action) => [action.id, action] as const))('%s: what is spoilt is found', async (_, action) => {
    const caught = await countCaught(action, generatedDeals(40, 7));
    for (const [kind, { made, missed }] of caught) {
      expect({ kind, made, missed }).toEqual({ kind, made, missed: [] });
    }
  });
});
