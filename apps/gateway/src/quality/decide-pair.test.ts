import { NotFoundException } from '@nestjs/common';
import type { Principal } from '@salesagent/auth';
import { insertRecords, PostgresCrm, updateRecords } from '@salesagent/crm';
import type { Config } from '@salesagent/platform';
import { gatewayDatabase, TODAY, type GatewayDatabase } from '../../testing/gateway-database';
import { CrmWakeUp } from '../crm-wakeup';
import { RecordAccess } from '../crm-api/record-access';
import { decidePair, type Said } from './decide-pair';
import { lookForDuplicates } from './duplicate-look';
import { pairList } from './pair-list';
import { pairIds } from './pair';
import { QualityController } from './quality.controller';

const REP: Principal = { sub: 'ada', name: 'Ada', roles: ['rep'], personId: 'U1', teamIds: [] };
const STRANGER: Principal = { ...REP, sub: 'bo', personId: 'U2' };
const MANAGER: Principal = { ...REP, sub: 'cy', roles: ['manager'], personId: 'U3', teamIds: ['U1', 'U2'] };
const OPERATIONS: Principal = { ...REP, sub: 'vp', roles: ['operations_vp'], personId: null };
const PAIR = pairIds('A2', 'A1');

describe('what a person says of a pair', () => {
  let gateway: GatewayDatabase;
  let crm: PostgresCrm;
  let access: RecordAccess;
  beforeEach(async () => {
    gateway = await gatewayDatabase();
    crm = new PostgresCrm(gateway.database.pool);
    access = new RecordAccess(gateway.database.pool);
    await crm.transact({ by: 'U1', cause: 'test' }, async (client) => {
      const twin = { name: 'Acme Steel', website: 'acme.com' };
      await insertRecords(client, 'person', [{ id: 'U1', fields: { name: 'Ada Ash' } }]);
      await insertRecords(client, 'account', [
        { id: 'A1', fields: { ...twin, ownerId: 'U1', industry: 'steel' } },
        { id: 'A2', fields: { ...twin, ownerId: 'U1', tier: 'T2' } },
      ]);
      await insertRecords(client, 'opportunity', [{ id: 'D1', fields: { accountId: 'A2', ownerId: 'U1' } }]);
    });
    await lookForDuplicates(gateway.database.pool, 'account');
  });
  afterEach(() => gateway.drop());

  const say = (said: Said, { principal = REP, tasks = true } = {}) => {
    const visibility = access.predicate(principal, 'account');
    return decidePair(crm, principal, visibility, { type: 'account', ids: PAIR, said }, tasks);
  };
  const listed = async (state: 'open' | 'not-the-same' = 'open', principal = REP) => {
    const page = { state, limit: 10, offset: 0 };
    return (await pairList(gateway.database.pool, 'account', (type) => access.predicate(principal, type), page)).pairs;
  };
  const tasks = () => crm.list('task', { limit: 10 });
  const belongTo = (...owners: [one: string | null, other: string | null]) =>
    crm.transact({ by: 'vp', cause: 'test' }, (client) =>
      updateRecords(
        client,
        'account',
        PAIR.map((id, i) => ({ id, fields: { ownerId: owners[i] ?? null } })),
      ),
    );

  it('begins as nothing: the two stand side by side with the reasons, names in the place of ids', async () => {
    const [pair] = await listed();
    expect(pair).toMatchObject({
      one: { id: 'A1', label: 'Acme Steel', owner: { id: 'U1', name: 'Ada Ash' }, openDeals: 0 },
      other: { id: 'A2', page: 'account/A2', openDeals: 1 },
      why: ['names 100 % alike', 'same domain acme.com'],
      decision: null,
    });
    expect(pair!.fields).toEqual([
      { field: 'name', one: 'Acme Steel', other: 'Acme Steel' },
      { field: 'ownerId', one: 'Ada Ash', other: 'Ada Ash' },
      { field: 'tier', one: null, other: 'T2' },
      { field: 'industry', one: 'steel', other: null },
      { field: 'website', one: 'acme.com', other: 'acme.com' },
    ]);
  });

  it('tells neither deals nor names that the reader may not see, and no name of what is deleted', async () => {
    await crm.transact({ by: 'U2', cause: 'test' }, async (client) => {
      await insertRecords(client, 'opportunity', [{ id: 'D2', fields: { accountId: 'A2', ownerId: 'U2' } }]);
      await insertRecords(client, 'account', [
        { id: 'P1', fields: { name: 'Secret Holding', ownerId: 'U2' } },
        { id: 'P2', fields: { name: 'Own Holding', ownerId: 'U1' } },
      ]);
      await updateRecords(client, 'account', [
        { id: 'A1', fields: { parentId: 'P1' } },
        { id: 'A2', fields: { parentId: 'P2' } },
      ]);
    });
    const told = async (principal: Principal) => {
      const [pair] = await listed('open', principal);
      const { one, other } = pair!.fields.find(({ field }) => field === 'parentId')!;
      return [pair!.other.openDeals, one, other];
    };
    expect(await told(REP)).toEqual([1, 'P1', 'Own Holding']);
    expect(await told(OPERATIONS)).toEqual([2, 'Secret Holding', 'Own Holding']);
    await crm.transact({ by: 'U1', cause: 'test' }, (client) => crm.remove(client, 'account', 'P2'));
    expect(await told(REP)).toEqual([1, 'P1', 'P2']);
  });

  it('that they are two is remembered when they are found again, and can be taken back', async () => {
    await say('not-the-same');
    await lookForDuplicates(gateway.database.pool, 'account');
    expect(await listed()).toEqual([]);
    const said = { decision: 'not-the-same', by: { id: 'U1', name: 'Ada Ash' }, taskId: null };
    expect(await listed('not-the-same')).toMatchObject([{ decision: said }]);
    await say('open');
    expect(await listed()).toMatchObject([{ decision: null }]);
    expect(await tasks()).toEqual([]);
  });

  it('a merge that is asked for is one task of the owner, however often it is asked, and changes neither record', async () => {
    await Promise.all([say('merge-asked'), say('merge-asked'), say('merge-asked')]);
    const [task, ...more] = await tasks();
    expect(more).toEqual([]);
    expect(task).toMatchObject({
      updatedBy: 'U1',
      fields: { ownerId: 'U1', accountId: 'A1', status: 'open', createdBy: 'person' },
    });
    expect(await listed()).toMatchObject([{ decision: { decision: 'merge-asked', taskId: task!.id } }]);
    const records = await crm.list('account', { limit: 10 });
    expect(records.map(({ id, version }) => [id, version])).toEqual([
      ['A1', 1],
      ['A2', 1],
    ]);
  });

  it('is a task of whoever asks where the records are of two owners, who may not see both', async () => {
    await belongTo('U1', 'U2');
    await say('merge-asked', { principal: MANAGER });
    expect((await tasks()).map(({ fields }) => fields.ownerId)).toEqual(['U3']);
    await say('open', { principal: MANAGER });
    await belongTo('U1', null);
    await say('merge-asked', { principal: { ...OPERATIONS, personId: 'U4' } });
    expect((await tasks()).map(({ fields }) => fields.ownerId).sort()).toEqual(['U3', 'U4']);
  });

  it('is kept without a task where neither the records nor who asks is somebody’s', async () => {
    await belongTo(null, null);
    await say('merge-asked', { principal: OPERATIONS });
    expect(await tasks()).toEqual([]);
    expect(await listed('open', OPERATIONS)).toMatchObject([{ decision: { decision: 'merge-asked', taskId: null } }]);
  });

  it('what is asked no longer is withdrawn, unless somebody has done it', async () => {
    await say('merge-asked');
    await say('not-the-same');
    expect((await tasks()).map(({ fields }) => fields.status)).toEqual(['withdrawn']);
    await say('merge-asked');
    const pool = gateway.database.pool;
    await pool.query(`update crm.task set status = 'done' where status = 'open'`);
    await say('open');
    expect((await tasks()).map(({ fields }) => fields.status).sort()).toEqual(['done', 'withdrawn']);
  });

  it('where tasks are kept in another CRM the request alone is remembered', async () => {
    await say('merge-asked', { tasks: false });
    expect(await tasks()).toEqual([]);
    expect(await listed()).toMatchObject([{ decision: { decision: 'merge-asked', taskId: null } }]);
  });

  it('is refused of records that the person may not see, as if there were no such pair', async () => {
    expect(await listed('open', STRANGER)).toEqual([]);
    await expect(say('not-the-same', { principal: STRANGER })).rejects.toThrow('not among those that you may see');
    expect(await listed()).toHaveLength(1);
  });

  it('is answered with 404 if the pair goes before it is read again', async () => {
    const { pool } = gateway.database;
    const transact: PostgresCrm['transact'] = async (writer, work) => {
      const result = await crm.transact(writer, work);
      await pool.query('delete from gateway.duplicate');
      return result;
    };
    const going = Object.assign(Object.create(crm) as PostgresCrm, { transact });
    const config = { crm: { kind: 'postgres' } } as Config;
    const controller = new QualityController(pool, TODAY, access, going, new CrmWakeUp(), config);
    const body = { type: 'account', ids: PAIR, decision: 'not-the-same' };
    await expect(controller.decide(body, REP)).rejects.toThrow(NotFoundException);
  });

  it('a pair of which one is gone from the CRM is no pair', async () => {
    await crm.transact({ by: 'U1', cause: 'test' }, (client) => crm.remove(client, 'account', 'A1'));
    expect(await listed()).toEqual([]);
  });
});
