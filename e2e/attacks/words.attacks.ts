import {
  attack,
  attackByDocument,
  attackByOverride,
  attackModel,
  attackModelByDocument,
  attempts,
  breachesIn,
  countClaims,
  documentsOf,
  LIBRARY,
  overrides,
  PlayedModel,
  printedAttempts,
  printedClaims,
  problemsWith,
  refusedOverride,
  SELLER,
  withOverride,
  type ClaimCount,
  type Result,
} from '@salesagent/agent/testing/words';
import { actions as customerSuccess } from '../../apps/customer-success/src/customer-success.module';
import { actionsFor } from '../../apps/deal/src/deal.module';
import { actions as leadGen } from '../../apps/lead-gen/src/lead-gen.module';
import { actions as qualification } from '../../apps/qualification/src/actions';

/** What agents say of deals that are badly recorded, and what they do when somebody's words tell them to; as tables. */
describe('words in records', () => {
  const actions = [...leadGen, ...qualification, ...actionsFor(SELLER), ...customerSuccess];

  it('are all that drafts assert', async () => {
    const counts: ClaimCount[] = [];
    for (const action of actions) counts.push(await countClaims(action));
    for (const action of actions.filter(({ asks }) => asks)) {
      const count = await countClaims(action, undefined, await documentsOf(LIBRARY));
      counts.push({ ...count, action: `${action.id}, with documents` });
    }
    process.stdout.write(`\n${printedClaims(counts)}\n\n`);
    expect(counts.flatMap(({ unsupported }) => unsupported)).toEqual([]);
  }, 300_000);

  it('have nothing done and nothing told', async () => {
    const { refused, words } = overrides();
    const results: Result[] = [];
    for (const action of actions) {
      for (const attempt of attempts()) results.push(...(await attack(action, attempt)));
    }
    for (const action of actions.filter(({ asks }) => asks))
      results.push(...(await attackByDocument(action, attempts())));
    for (const override of words) results.push(...(await attackByOverride(actions, override)));
    for (const override of refused) results.push(refusedOverride(override, await withOverride(override, problemsWith)));
    process.stdout.write(`\n${printedAttempts(results)}\n\n`);
    expect(breachesIn(results)).toEqual([]);
  }, 600_000);

  it('have a model that obeys them say nothing either', async () => {
    const model = await PlayedModel.start();
    const results: Result[] = [];
    try {
      for (const action of actions.filter(({ reader }) => reader === 'customer'))
        for (const attempt of attempts()) results.push(await attackModel(model, action, attempt));
      for (const action of actions.filter(({ asks }) => asks))
        results.push(...(await attackModelByDocument(model, action, attempts())));
    } finally {
      await model.close();
    }
    process.stdout.write(`\n${printedAttempts(results)}\n\n`);
    expect(breachesIn(results)).toEqual([]);
  }, 600_000);
});
