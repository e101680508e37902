import {
  countInvented,
  DEALS,
  describeClaims,
  documentsOf,
  generatedDeals,
  LIBRARY,
  PlayedModel,
  printedClaims,
  SEED,
} from '@salesagent/agent/testing/words';
import { actions } from '../lead-gen.module';
import { sequenceDrafting } from './sequence-drafting/definition';

describeClaims(actions);

it.each([
  ['a model invents', {}],
  ['a model invents beside documents of the company', LIBRARY],
])(
  'keeps nothing of what %s',
  async (_, library) => {
    const model = await PlayedModel.start();
    try {
      const count = await countInvented(
        model,
        sequenceDrafting,
        generatedDeals(DEALS, SEED),
        await documentsOf(library),
      );
      process.stdout.write(`\nby a model that invents:\n${printedClaims([count])}\n`);
      expect(count.unsupported).toEqual([]);
      expect(model.requests.length).toBeGreaterThanOrEqual(count.written);
    } finally {
      await model.close();
    }
  },
  60_000,
);
