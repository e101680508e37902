import { Faults, seededRandom } from '../../testing/hosted/faults';
import { ANN, BOB, startOrg, type RunningOrg } from '../../testing/salesforce-server/an-org';
import { RandomPeople } from '../../testing/salesforce-server/random-people';
import { Replica } from '../../testing/salesforce-server/replica';
import type { SalesforceFault } from '../../testing/salesforce-server/salesforce-server';
import { CrmUnavailable } from '../hosted/errors';
import type { HostedWrite } from '../hosted/port';

/** `SEED=7 STEPS=10000 npx jest random-run` runs a given one, or a longer one. */
const STEPS = Number(process.env['STEPS'] ?? 2000);
const seed = Number(process.env['SEED'] ?? 20260302);

const SELECTIONS = [
  { object: 'Account', fields: ['Name', 'Industry'] },
  { object: 'Contact', fields: ['LastName', 'Email', 'AccountId'] },
  { object: 'Opportunity', fields: ['Name', 'StageName', 'Amount', 'NextStep', 'AccountId'] },
  { object: 'Task', fields: ['Subject', 'Status'] },
];

describe(`Salesforce in a random run of ${STEPS} steps (seed ${seed})`, () => {
  let org: RunningOrg;
  afterEach(() => org.stop());

  it.each([
    ['change events and polling', true],
    ['polling alone', false],
  ])(
    'loses no change and creates nothing twice, by %s',
    async (_how, changeEvents) => {
      const random = seededRandom(seed);
      const faults = new Faults<SalesforceFault>(seed + 1);
      org = await startOrg({ faults, dailyRequests: 15_000, pageSize: 200 });
      const { server, clock } = org;
      const connect = () => org.connect({ changeEvents, changePageSize: 10, overlapMs: 120_000, timeoutMs: 500 });
      let crm = connect();
      const people = new RandomPeople(server, random, [ANN, BOB]);
      const replica = new Replica(SELECTIONS, await org.connect().position(SELECTIONS));
      faults.setRates({
        ...{ 'rate-limited': 0.02, 'unavailable-before': 0.02, 'unavailable-after': 0.02, 'token-expired': 0.02 },
        ...{ 'timeout-before': 0.002, 'timeout-after': 0.002, 'dropped-before': 0.01, 'dropped-after': 0.01 },
        ...{ 'event-gap': 0.05, 'event-overflow': 0.01 },
      });

      /** As the gateway does: what is open is sent again under the same key until it is settled. */
      const settled = async (write: HostedWrite) => {
        for (;;) {
          try {
            return (await crm.write([write], 'approval'))[0]!;
          } catch (error) {
            if (!(error instanceof CrmUnavailable)) throw error;
            await clock.sleep(error.retryAfterMs);
          }
        }
      };
      /** Reads on through faults; the page that was kept last is where it goes on. */
      const caughtUp = async () => {
        for (;;) {
          try {
            await replica.catchUp(crm);
            return;
          } catch (error) {
            if (!(error instanceof CrmUnavailable)) throw error;
            await clock.sleep(error.retryAfterMs);
          }
        }
      };

      let created = 0;
      for (let step = 0; step < STEPS; step += 1) {
        const dice = random();
        if (dice < 0.7) people.act();
        else if (dice < 0.78) {
          const write = {
            object: 'Opportunity',
            operation: 'create',
            id: null,
            key: `create-${step}`,
            values: people.deal(),
          } as const;
          expect(await settled(write)).toMatchObject({ outcome: 'written' });
          created += 1;
        } else if (dice < 0.88) {
          const id = people.any('Opportunity');
          if (id)
            await settled({
              object: 'Opportunity',
              operation: 'update',
              id,
              key: `update-${step}`,
              values: { NextStep: `step ${step}` },
            });
        } else if (dice < 0.95) await caughtUp();
        else if (dice < 0.97)
          crm = connect(); // a restart: nothing is kept but the cursor
        else if (dice < 0.98) server.streaming.forgetClients();
        else if (dice < 0.982) server.org.bus.forget();
        else await clock.advance(Math.floor(random() * 240_000));
        await clock.advance(Math.floor(random() * 4000));
        if (step % 50 === 49) await clock.advance(15 * 60_000);
      }

      faults.calm();
      await clock.advance(300_000);
      await caughtUp();

      const differing: string[] = [];
      for (const { object, fields } of SELECTIONS) {
        for (const row of server.rows(object)) {
          const id = String(row['Id']);
          const copy = replica.copies.get(id);
          const state = row['IsDeleted'] !== true ? 'live' : row['MasterRecordId'] ? 'merged' : 'deleted';
          const same =
            copy?.state === state &&
            (state !== 'live' || fields.every((field) => copy.values[field] === (row[field] ?? null)));
          const into = state !== 'merged' || copy?.mergedInto === row['MasterRecordId'];
          if (!same || !into)
            differing.push(`${object} ${id} ${state}: ${JSON.stringify(copy)} instead of ${JSON.stringify(row)}`);
        }
      }
      expect(differing).toEqual([]);
      const keys = server
        .rows('Opportunity')
        .map((row) => row['Salesagent_Key__c'])
        .filter(Boolean);
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys).toHaveLength(created);
      expect(server.limits.refused).toBe(0);
      const after = ['unavailable-after', 'timeout-after', 'dropped-after'] as const;
      expect(after.reduce((sum, kind) => sum + (faults.injected.get(kind) ?? 0), 0)).toBeGreaterThan(0);
    },
    900_000,
  );
});
