import { Faults, seededRandom, type HttpFault } from '../../testing/hosted/faults';
import {
  connectedHubSpot,
  FollowedCopy,
  historyOf,
  NAMED,
  RandomPeople,
  signedInHubSpot,
  WebhookIntake,
  type ConnectedHubSpot,
} from '../../testing/hubspot-server';
import { VirtualClock } from '../../testing/hosted/virtual-clock';
import { CrmUnavailable } from '../hosted/errors';
import type { HostedValues, HostedWrite, HostedWriteOutcome, Selection } from '../hosted/port';

const SEED = Number(process.env.SEED ?? 20261126);
const STEPS = Number(process.env.STEPS ?? 2_000);
const SECRET = 'client-secret';
const OBJECTS = ['contacts', 'companies', 'deals'] as const;
const SELECTIONS: Selection[] = [
  { object: 'companies', fields: ['name', 'domain'] },
  { object: 'contacts', fields: ['firstname', 'jobtitle', 'associations.companies'] },
  { object: 'deals', fields: ['dealname', 'amount', 'dealstage', 'associations.companies', 'associations.contacts'] },
];
const RATES: Partial<Record<HttpFault, number>> = {
  'rate-limited': 0.01,
  'unavailable-before': 0.015,
  'unavailable-after': 0.015,
  'dropped-before': 0.01,
  'dropped-after': 0.01,
  'timeout-before': 0.003,
  'timeout-after': 0.003,
  'token-expired': 0.01,
};

jest.setTimeout(120_000 + STEPS * 100);

describe(`${STEPS} random steps of people, agents, webhooks and faults (seed ${SEED}; SEED and STEPS choose others)`, () => {
  const next = seededRandom(SEED);
  const below = (limit: number) => Math.floor(next() * limit);
  const faults = new Faults<HttpFault>(SEED);
  const wanted: { key: string; id: string }[] = [];
  const updates: { id: string; object: string; value: string }[] = [];
  let hubspot: ConnectedHubSpot;
  let intake: WebhookIntake;
  let copy: FollowedCopy;
  let people: RandomPeople;
  let written = 0;

  /** Tries until HubSpot answers, as a caller does that must know what became of it. */
  async function settled<T>(act: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await act();
      } catch (thrown) {
        if (!(thrown instanceof CrmUnavailable)) throw thrown;
        await hubspot.clock.sleep(thrown.retryAfterMs);
        people.interfere();
      }
    }
  }

  async function agent(): Promise<void> {
    const object = people.oneOf(OBJECTS);
    const writes = Array.from({ length: 1 + below(4) }, (): HostedWrite => {
      const key = `key-${(written += 1)}`;
      const there = people.live(object);
      const values = { [NAMED[object]!]: `agent ${key}` };
      if (there.length === 0 || next() < 0.5) {
        const companies = people.live('companies');
        const company: HostedValues =
          object === 'deals' && companies.length > 0 ? { 'associations.companies': [people.oneOf(companies).id] } : {};
        return { object, operation: 'create', id: null, key, values: { ...values, ...company } };
      }
      return { object, operation: next() < 0.95 ? 'update' : 'delete', id: people.oneOf(there).id, key, values };
    });
    const outcomes = await settled(() => hubspot.crm.write(writes, 'approval'));
    writes.forEach((write, index) => remember(write, outcomes[index]!));
  }

  function remember(write: HostedWrite, outcome: HostedWriteOutcome): void {
    if (outcome.outcome !== 'written') return;
    if (write.operation === 'create') wanted.push({ key: write.key, id: outcome.id });
    if (write.operation === 'update')
      updates.push({ id: outcome.id, object: write.object, value: `agent ${write.key}` });
  }

  async function poll(): Promise<void> {
    while (await settled(() => copy.follow(next() < 0.1)));
  }

  async function step(): Promise<void> {
    const dice = next();
    if (dice < 0.5) people.act();
    else if (dice < 0.7) await agent();
    else if (dice < 0.85) await hubspot.clock.sleep(below(20_000));
    else if (dice < 0.93) await poll();
    else {
      await hubspot.server.webhooks!.deliver({ missed: 0.3, duplicated: 0.3, reordered: true });
      const hints = intake.toReread();
      await settled(() => copy.reread(hints));
    }
  }

  beforeAll(async () => {
    const oauth = { clientId: 'c', clientSecret: SECRET, refreshToken: 'r' };
    const { privateAppToken: _, ...signIn } = signedInHubSpot({ oauth });
    const clock = new VirtualClock(new Date('2026-03-02T09:00:00Z'), true);
    intake = await WebhookIntake.start(SECRET, clock);
    const webhooks = { targetUrl: intake.url, clientSecret: SECRET, developerApiKey: 'd' };
    hubspot = await connectedHubSpot({
      clock,
      faults,
      server: { signIn, webhooks, indexLagMs: 20_000, seed: SEED },
      crm: { timeoutMs: 250, overlapMs: 30_000, deletionsEveryMs: 60_000 },
    });
    people = new RandomPeople(hubspot.server.account, hubspot.server.people, next);
    copy = new FollowedCopy(hubspot.crm, SELECTIONS);
    await copy.begin();
    faults.setRates(RATES);
    for (let index = 0; index < STEPS; index += 1) await step();
    faults.calm();
    await hubspot.clock.sleep(120_000);
    await poll();
  });

  afterAll(async () => {
    await hubspot.stop();
    await intake.stop();
  });

  it('loses no change', () => {
    expect(copy.differences(hubspot.server.account, true)).toEqual([]);
  });

  it('differs in nothing at all after a reconciliation', async () => {
    await copy.reconcile();
    expect(copy.differences(hubspot.server.account, false)).toEqual([]);
  });

  it('creates nothing twice', () => {
    const made = OBJECTS.flatMap((object) => hubspot.server.account.records.all(object)).flatMap((record) => {
      const first = historyOf(record, 'salesagent_key')[0];
      return first?.sourceType === 'INTEGRATION' ? [{ key: first.value, id: record.id }] : [];
    });
    const byKey = (a: { key: string }, b: { key: string }) => a.key.localeCompare(b.key);
    expect(made.sort(byKey)).toEqual(wanted.sort(byKey));
    expect(made.length).toBeGreaterThan(STEPS / 10);
  });

  it('never writes a create over what a person made of it since', () => {
    const records = OBJECTS.flatMap((object) => hubspot.server.account.records.all(object));
    const rewritten = records.filter((record) => {
      const first = historyOf(record, 'salesagent_key')[0];
      const values = historyOf(record, NAMED[record.object]!).filter(({ sourceType }) => sourceType === 'INTEGRATION');
      return (
        first?.sourceType === 'INTEGRATION' && values.filter(({ value }) => value === `agent ${first.value}`).length > 1
      );
    });
    expect(rewritten).toEqual([]);
  });

  it('did what it said it had written', () => {
    const lost = updates.filter(({ object, id, value }) => {
      const history = historyOf(hubspot.server.account.records.find(object, id)!, NAMED[object]!);
      return !history.some((entry) => entry.value === value && entry.sourceType === 'INTEGRATION');
    });
    expect(lost).toEqual([]);
  });

  it('keeps every documented limit, and had faults and repeated webhooks to do so under', () => {
    expect([...hubspot.server.limits.refused]).toEqual([]);
    expect(intake.refused).toEqual([]);
    expect(intake.repeated).toBeGreaterThan(0);
    expect([...faults.injected.keys()].sort()).toEqual(Object.keys(RATES).sort());
  });
});
