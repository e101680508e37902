import {
  countInvented,
  DEALS,
  describeClaims,
  generatedDeals,
  PlayedModel,
  printedClaims,
  SEED,
} from '@salesagent/agent/testing/words';
import { actions } from '../lead-gen.module';
import { sequenceDrafting } from './sequence-drafting/definition';

describeClaims(actions);

it('keeps nothing of what a model invents', async () => {
  const model = await PlayedModel.start();
  try {
    const count = await countInvented(model, sequenceDrafting, generatedDeals(DEALS, SEED));
    process.stdout.write(`\nby a model that invents:\n${printedClaims([count])}\n`);
    expect(count.unsupported).toEqual([]);
    expect(model.requests.length).toBeGreaterThanOrEqual(count.written);
  } finally {
    await model.close();
  }
}, 60_000);
