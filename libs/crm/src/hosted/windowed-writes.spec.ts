import { HostedConnector, HostedMapping, parseCrmMapping, ProcessWriteJournal } from '../index';
import { connectedHubSpot, property, type ConnectedHubSpot } from '../../testing/hubspot-server';
import { writeOne } from '../../testing/write-one';
import type { CrmWrite, FieldValues } from '../port';
import { CrmForbidden, CrmUnavailable, QuotaExhausted } from './errors';
import type { HostedCrm, HostedValues, HostedWrite, Priority } from './port';

const ANN = 101;
const DAY_MS = 86_400_000;
const AGENT = { by: 'action-1', cause: 'action-1' };
const MAPPING = new HostedMapping(
  parseCrmMapping(`
crm: hubspot
company: { currency: EUR, timeZone: Europe/Vienna }
records:
  opportunity:
    - object: deals
      fields: { name: dealname, amount: amount, nextStep: hs_next_step, currency: deal_currency_code }
stages: { field: dealstage, of: { default: { appointmentscheduled: 3.3, qualifiedtobuy: 4.1 } } }
`),
);

describe('A write into a CRM that cannot compare and write in one step', () => {
  let hubspot: ConnectedHubSpot;
  let connector: HostedConnector;
  let deal: string;
  /** The adapter itself, with what a test puts in its way. */
  let crm: HostedCrm;

  beforeEach(async () => {
    hubspot = await connectedHubSpot();
    hubspot.server.account.define('deals', property('hs_next_step', 'string', 'text'));
    const open = { dealname: 'Renewal', amount: '100', pipeline: 'default', dealstage: 'appointmentscheduled' };
    deal = hubspot.server.people.create(ANN, 'deals', open).id;
    crm = Object.create(hubspot.crm) as HostedCrm;
    connector = new HostedConnector({
      crm,
      mapping: MAPPING,
      timing: hubspot.clock,
      journal: new ProcessWriteJournal(),
    });
    await hubspot.clock.sleep(2_000);
  });
  afterEach(() => hubspot.stop());

  const failOnce = (call: 'read' | 'write' | 'editsSince', error: Error): void => {
    Object.assign(crm, {
      [call]: () => {
        delete (crm as Partial<HostedCrm>)[call];
        return Promise.reject(error);
      },
    });
  };
  const update = (set: FieldValues, expect: FieldValues = {}): CrmWrite => ({
    ...{ key: 'execute:1:0', type: 'opportunity', id: deal, operation: 'update', set, expect },
  });
  const write = (it: CrmWrite) => writeOne(connector, it, AGENT);
  const value = (name: string) => hubspot.server.account.records.find('deals', deal)!.properties.get(name);
  const begun = async () => (await connector.begun(['execute:1:0'])).has('execute:1:0');
  const AMOUNT = { amount: 200 };

  it.each([
    ['the CRM cannot be reached', new CrmUnavailable('no answer', 500, false), 500],
    ['reading it is forbidden', new CrmForbidden('no', 'NO_SCOPE', 'give the scope'), 60_000],
    ['the quota is used up', new QuotaExhausted('daily', null), 60_000],
  ])('stays open when it is written and %s for the history', async (_, error, retryAfterMs) => {
    failOnce('editsSince', error);
    await expect(write(update(AMOUNT))).rejects.toMatchObject({
      ...{ name: 'CrmUnavailable', mayHaveHappened: true, retryAfterMs, cause: error },
    });
    expect(value('amount')).toBe('200');
    expect(await begun()).toBe(true);
    expect(await write(update(AMOUNT))).toMatchObject({ before: { amount: 100 }, after: { amount: 200 } });
  });

  it.each(['read', 'write'] as const)('has not begun where its %s is known to have had no effect', async (call) => {
    for (const error of [
      new CrmUnavailable('not now', 500, false),
      new QuotaExhausted('daily', null),
      new CrmForbidden('no', 'NO_SCOPE', 'give the scope'),
    ]) {
      failOnce(call, error);
      await expect(write(update(AMOUNT))).rejects.toBe(error);
      expect(await begun()).toBe(false);
    }
    expect(value('amount')).toBe('100');
  });

  it('has begun for good once an attempt may have had an effect', async () => {
    failOnce('write', new CrmUnavailable('lost', 500, true));
    await expect(write(update(AMOUNT))).rejects.toThrow('lost');
    failOnce('read', new CrmUnavailable('not now', 500, false));
    await expect(write(update(AMOUNT))).rejects.toThrow('not now');
    expect(await begun()).toBe(true);
  });

  it('tells everything that a stage is in canon as written, also where the answer was lost', async () => {
    const before = { subStage: '3.3', crmStage: 'appointmentscheduled' };
    const after = { subStage: '4.1', crmStage: 'qualifiedtobuy' };
    hubspot.server.beforeNext(
      (path) => path.endsWith('/batch/update'),
      async () => failOnce('editsSince', new CrmUnavailable('no answer', 1, false)),
    );
    await expect(write(update({ subStage: '4.1' }))).rejects.toThrow('no answer');
    expect(await write(update({ subStage: '4.1' }))).toMatchObject({ before, after, restored: {} });
    const back = { ...update({ ...before }, after), key: 'undo:1:0' };
    expect(await write(back)).toMatchObject({ before: after, after: before });
    expect(value('dealstage')).toBe('appointmentscheduled');
  });

  it('tells nothing of a move that a person undid in the window as ours', async () => {
    hubspot.server.beforeNext(
      (path) => path.endsWith('/batch/update'),
      async () => hubspot.server.people.editAs(ANN, 'deals', deal, { dealstage: 'contractsent' }),
    );
    const { after, restored } = await write(update({ subStage: '4.1' }));
    expect(value('dealstage')).toBe('contractsent');
    expect(restored).toEqual({ subStage: '5.2' });
    expect(after).toEqual({ subStage: '5.2' });
  });

  it('asks for no years of history where nobody has touched a record for long, and sees who hits it now', async () => {
    await hubspot.clock.sleep(400 * DAY_MS);
    const asked: Date[] = [];
    Object.assign(crm, {
      editsSince: (...[object, records, fields]: Parameters<HostedCrm['editsSince']>) => {
        asked.push(...records.map(({ since }) => since));
        return hubspot.crm.editsSince(object, records, fields);
      },
    });
    hubspot.server.beforeNext(
      (path) => path.endsWith('/batch/update'),
      async () => void hubspot.server.people.editAs(ANN, 'deals', deal, { amount: '150' }),
    );
    expect(await write(update(AMOUNT))).toMatchObject({ restored: { amount: 150 } });
    const earliest = Math.min(...asked.map((since) => since.getTime()));
    expect(hubspot.clock.now().getTime() - earliest).toBeLessThan(2 * DAY_MS);
  });

  it('ends where the CRM refuses to have a value put back, and puts the others back', async () => {
    hubspot.server.beforeNext(
      (path) => path.endsWith('/batch/update'),
      async () => {
        hubspot.server.people.editAs(ANN, 'deals', deal, { amount: '150', hs_next_step: 'Call' });
        const { write: sends } = hubspot.crm;
        Object.assign(crm, {
          write: async (...[writes, priority]: Parameters<HostedCrm['write']>) =>
            'hs_next_step' in writes[0]!.values && writes[0]!.key.includes(':restore:')
              ? [{ outcome: 'refused', code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'no' }]
              : sends.call(hubspot.crm, writes, priority),
        });
      },
    );
    const result = await write(update({ amount: 200, nextStep: 'Write' }));
    expect(result).toMatchObject({ restored: { amount: 150 }, lost: { nextStep: 'Call' } });
    expect(result.after).toEqual({ amount: 150, nextStep: 'Write' });
    expect([value('amount'), value('hs_next_step')]).toEqual(['150', 'Write']);
  });

  it.each([
    ['the amount is not a number', { amount: 'about 5k' }, { amount: 200 }],
    ['the stage has no meaning', { dealstage: 'presales' }, { subStage: '4.1' }],
  ])('leaves a person’s value alone where %s', async (_, typed, set) => {
    Object.assign(crm, {
      read: async (...asked: Parameters<HostedCrm['read']>) =>
        (await hubspot.crm.read(...asked)).map((record) => ({ ...record, values: { ...record.values, ...typed } })),
    });
    await expect(write(update(set))).rejects.toMatchObject({
      name: 'RecordConflict',
      message: expect.stringContaining('has no meaning'),
    });
    expect([value('amount'), value('dealstage')]).toEqual(['100', 'appointmentscheduled']);
  });

  const loseAnswer = (): void => {
    hubspot.server.beforeNext(
      (path) => path.endsWith('/batch/update'),
      async () => failOnce('editsSince', new CrmUnavailable('lost', 1, true)),
    );
  };

  it('knows that it has written, when its answer was lost and a person changed it since', async () => {
    loseAnswer();
    await expect(write(update(AMOUNT, { amount: 100 }))).rejects.toThrow('lost');
    await hubspot.clock.sleep(1_000);
    hubspot.server.people.editAs(ANN, 'deals', deal, { amount: '300' });
    expect(await write(update(AMOUNT, { amount: 100 }))).toEqual({
      ...{ id: deal, before: { amount: 100 }, after: { amount: 200 }, version: null, restored: {} },
    });
    expect(value('amount')).toBe('300');
  });

  it('knows that it has written, when its answer was lost and the CRM keeps a value in its own form', async () => {
    const whole = (values: HostedValues) => ({ ...values, ...('amount' in values ? { amount: '201' } : {}) });
    Object.assign(crm, {
      write: ([first]: HostedWrite[], priority: Priority) =>
        hubspot.crm.write([{ ...first!, values: whole(first!.values) }], priority),
    });
    loseAnswer();
    await expect(write(update({ amount: 200.6 }))).rejects.toThrow('lost');
    expect(await write(update({ amount: 200.6 }))).toMatchObject({ after: { amount: 201 } });
  });

  it('knows its own value when what an earlier attempt sent takes effect only now, and refuses the next', async () => {
    const late: HostedWrite[] = [];
    const { write: sends } = hubspot.crm;
    Object.assign(crm, {
      write: async (...[writes, priority]: Parameters<HostedCrm['write']>) => {
        if (late.push(...writes) === 1) throw new CrmUnavailable('lost', 1, true);
        delete (crm as Partial<HostedCrm>).write;
        await sends.call(hubspot.crm, [late[0]!], priority);
        return [{ outcome: 'changed-since' }];
      },
    });
    await expect(write(update(AMOUNT))).rejects.toThrow('lost');
    expect(await write(update(AMOUNT))).toMatchObject({
      before: { amount: 100 },
      after: { amount: 200 },
      restored: {},
    });
    expect(value('amount')).toBe('200');
  });

  it('takes a value that it has put back for the person’s, also where the answer to that was lost', async () => {
    const { write: sends } = hubspot.crm;
    hubspot.server.beforeNext(
      (path) => path.endsWith('/batch/update'),
      async () => void hubspot.server.people.editAs(ANN, 'deals', deal, { amount: '150' }),
    );
    Object.assign(crm, {
      write: async (...[writes, priority]: Parameters<HostedCrm['write']>) => {
        const outcomes = await sends.call(hubspot.crm, writes, priority);
        if (!writes[0]!.key.includes(':restore:')) return outcomes;
        delete (crm as Partial<HostedCrm>).write;
        throw new CrmUnavailable('lost', 1, true);
      },
    });
    const both = update({ ...AMOUNT, nextStep: 'Call' });
    await expect(write(both)).rejects.toThrow('lost');
    await hubspot.clock.sleep(1_000);
    expect(await write(both)).toMatchObject({ restored: { amount: 150 }, after: { amount: 150, nextStep: 'Call' } });
    expect(value('amount')).toBe('150');
  });

  it('is a conflict where only a person wrote', async () => {
    failOnce('write', new CrmUnavailable('lost', 500, true));
    await expect(write(update(AMOUNT))).rejects.toThrow('lost');
    hubspot.server.people.editAs(ANN, 'deals', deal, { amount: '300' });
    await expect(write(update(AMOUNT))).rejects.toMatchObject({ name: 'RecordConflict' });
    expect(value('amount')).toBe('300');
  });
});
