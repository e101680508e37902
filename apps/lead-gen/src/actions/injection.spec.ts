import {
  attackModel,
  attackModelByDocument,
  attempts,
  breachesIn,
  describeInjections,
  PlayedModel,
  summedAttempts,
  type ObeyedResult,
} from '@salesagent/agent/testing/words';
import { actions } from '../lead-gen.module';
import { sequenceDrafting } from './sequence-drafting/definition';

describeInjections(actions);

it('has no message say what a model was told to say, and no tool run', async () => {
  const model = await PlayedModel.start();
  const obeyed: ObeyedResult[] = [];
  try {
    // Every sixth; `npm run test:attacks` has them all.
    for (const attempt of attempts().filter((_, n) => n % 6 === 0))
      obeyed.push(await attackModel(model, sequenceDrafting, attempt));
  } finally {
    await model.close();
  }
  const requests = obeyed.reduce((n, result) => n + result.requests, 0);
  process.stdout.write(`\nobeying model, ${requests} requests: ${summedAttempts(obeyed)}\n`);
  expect(breachesIn(obeyed)).toEqual([]);
}, 120_000);

it('has no message say what a document of the company told a model to say', async () => {
  const model = await PlayedModel.start();
  try {
    const some = attempts().filter((_, n) => n % 6 === 3);
    const obeyed = await attackModelByDocument(model, sequenceDrafting, some);
    process.stdout.write(`\nobeying model, by documents: ${summedAttempts(obeyed)}\n`);
    expect(obeyed).toHaveLength(some.length);
    expect(breachesIn(obeyed)).toEqual([]);
  } finally {
    await model.close();
  }
}, 120_000);
