import type { RecordState } from '@salesagent/crm';
import { until } from '@salesagent/bus/testing';
import type { GatewayDatabase } from '../../../testing/gateway-database';
import { type HostedCrmForTests, lostAnswer } from '../../../testing/hosted-crm';
import { AMOUNT, hostedScene, ID } from '../../../testing/hosted-scene';
import type { CopyFollower } from '../../sync/copy-follower';
import type { HostedCarrier } from './hosted-carrier';

/** Somebody of this database's own waits for a lock; the server is other tests' too. */
const WAITING = `select from pg_locks where not granted
  and database = (select oid from pg_database where datname = current_database())`;

describe('executing a permitted change in a hosted CRM beside the sync', () => {
  const scene = hostedScene();
  const { rows, events, execute, untilAnswered, synced } = scene;
  let gateway: GatewayDatabase;
  let hosted: HostedCrmForTests;
  let sync: CopyFollower;
  let carrier: HostedCarrier;
  beforeEach(() => void ({ gateway, hosted, sync, carrier } = scene.parts()));

  it('enters what a person changed right after it as theirs, whoever reads it first', async () => {
    hosted.afterWrite = () => hosted.person('U2', 'opportunity', 'D1', { amount: 1500, nextStep: 'Call' });
    hosted.faults.push({ call: 'read', when: 'after', error: new Error('killed') });
    await expect(execute(AMOUNT)).rejects.toThrow('killed');
    await synced();
    await carrier.settleAll((error) => fail(error));
    await synced();
    expect(await rows('select amount::int, next_step from crm.opportunity')).toEqual([
      { amount: 1500, next_step: 'Call' },
    ]);
    expect((await events('opportunity/D1')).slice(1).map(([type, by]) => [type, by])).toEqual([
      ['AmountRevised', ID],
      ['AmountRevised', 'U2'],
      ['OpportunityFieldsRevised', 'U2'],
    ]);
  });

  it('reads once more when the sync sets something aside between its reading and its entering', async () => {
    const read = hosted.read.bind(hosted);
    hosted.read = async (type, ids): Promise<Map<string, RecordState>> => {
      hosted.read = read;
      const old = await read(type, ids);
      await hosted.person('U2', 'opportunity', 'D1', { amount: 1500 });
      await sync.step();
      return old;
    };
    await execute(AMOUNT);
    expect(await rows('select amount::int from crm.opportunity')).toEqual([{ amount: 1500 }]);
    await gateway.follow();
    expect((await events('opportunity/D1')).slice(1).map(([, by]) => by)).toEqual([ID, 'U2']);
  });

  it('leaves out an answer that was there before a later reading, where times are told to the second', async () => {
    hosted.coarseTimes = true;
    const holding = await gateway.database.pool.connect();
    let answered: Promise<boolean>;
    try {
      // A lock of the table takes no transaction id, behind which the CRM's own changes would wait.
      await holding.query('begin; lock table gateway.sync in share mode');
      await hosted.person('U2', 'opportunity', 'D1', { nextStep: 'Call' });
      answered = sync.step();
      // The answer is here, and waits to be entered.
      await until(async () => (await rows(WAITING)).length > 0);
      await execute(AMOUNT);
    } finally {
      await holding.query('commit');
      holding.release();
    }
    await answered;
    expect(await rows('select amount::int, next_step from crm.opportunity')).toEqual([
      { amount: 900, next_step: 'Call' },
    ]);
    await synced();
    expect((await events('opportunity/D1')).slice(1).map(([type, by]) => [type, by])).toEqual([
      ['AmountRevised', ID],
      ['OpportunityFieldsRevised', 'unknown'],
    ]);
  });

  it('keeps no record waiting for a write that has not begun to be sent', async () => {
    hosted.faults.push({ call: 'write', when: 'before', error: lostAnswer(false) });
    await expect(execute(AMOUNT)).rejects.toThrow('no answer');
    await hosted.person('U2', 'opportunity', 'D1', { nextStep: 'Call' });
    await synced();
    expect(await rows('select next_step from crm.opportunity')).toEqual([{ next_step: 'Call' }]);
    expect(await untilAnswered(AMOUNT)).toEqual({ outcome: 'executed' });
  });

  it('lets the copy have what was left to a write that then had not begun to be sent', async () => {
    const writeMany = hosted.writeMany.bind(hosted);
    hosted.writeMany = async () => {
      hosted.writeMany = writeMany;
      await hosted.person('U2', 'opportunity', 'D1', { nextStep: 'Call' });
      while (await sync.step());
      throw lostAnswer(false);
    };
    await expect(execute(AMOUNT)).rejects.toThrow('no answer');
    expect(await rows('select next_step from crm.opportunity')).toEqual([{ next_step: null }]);
    await synced();
    expect(await rows('select next_step from crm.opportunity')).toEqual([{ next_step: 'Call' }]);
    expect((await events('opportunity/D1')).at(-1)!.slice(0, 2)).toEqual(['OpportunityFieldsRevised', 'U2']);
    expect(await rows('select set_aside, set_aside_by from gateway.hosted_write')).toEqual([
      { set_aside: 0, set_aside_by: null },
    ]);
  });

  it('lets the copy follow a record again whose write stays open for more than a day', async () => {
    hosted.faults.push({ call: 'write', when: 'after', error: lostAnswer(true) });
    await expect(execute(AMOUNT)).rejects.toThrow('no answer');
    await hosted.person('U2', 'opportunity', 'D1', { nextStep: 'Call' });
    await synced();
    expect(await rows('select next_step from crm.opportunity')).toEqual([{ next_step: null }]);
    await rows(`update gateway.hosted_write set planned_at = now() - interval '25 hours'`);
    await hosted.person('U2', 'opportunity', 'D1', { nextStep: 'Write' });
    await synced();
    expect(await rows('select next_step from crm.opportunity')).toEqual([{ next_step: 'Write' }]);
    expect(await untilAnswered(AMOUNT)).toEqual({ outcome: 'executed' });
  });
});
