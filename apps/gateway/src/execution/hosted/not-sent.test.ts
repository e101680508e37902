import { CrmForbidden, QuotaExhausted } from '@salesagent/crm';
import { type HostedCrmForTests, lostAnswer } from '../../../testing/hosted-crm';
import { AMOUNT, hostedScene, ID, TASK } from '../../../testing/hosted-scene';

describe('executing a permitted change in a hosted CRM that is not to be, or not any more', () => {
  const scene = hostedScene();
  const { rows, there, outcome, ended, events, execute, untilAnswered, synced } = scene;
  let hosted: HostedCrmForTests;
  beforeEach(() => void ({ hosted } = scene.parts()));

  it('changes nothing where a person changed it, whether the copy knows of that or not', async () => {
    await hosted.person('U2', 'opportunity', 'D1', { amount: 1200 });
    expect(await execute(AMOUNT)).toMatchObject({ outcome: 'failed' });
    expect(await ended()).toMatchObject({ code: 'changed-since' });
    // And the copy is up to date with what it found.
    expect(await rows('select amount::int from crm.opportunity')).toEqual([{ amount: 1200 }]);
    const later = 'stalled-deal-alert:opportunity/D1:2';
    expect(await execute(AMOUNT, later)).toMatchObject({ outcome: 'failed' });
    expect(await outcome(later)).toEqual(['ExecutionStarted', 'ActionFailed']);
    expect(hosted.calls.filter((call) => call === 'write')).toHaveLength(1);
    expect(await there('select amount::int from crm.opportunity')).toEqual([{ amount: 1200 }]);
  });

  it('sends nothing once the kill switch is thrown, and finishes what has begun to be sent', async () => {
    hosted.faults.push({ call: 'write', when: 'before', error: lostAnswer(false) });
    await expect(execute(AMOUNT)).rejects.toThrow('no answer');
    await rows(`insert into orchestrator.kill_epoch values ('all', 4, true)`);
    expect(await untilAnswered(AMOUNT)).toMatchObject({ outcome: 'failed' });
    expect(await ended()).toMatchObject({ code: 'stopped' });
    expect(await there('select amount::int from crm.opportunity')).toEqual([{ amount: 1000 }]);
    await rows('delete from orchestrator.kill_epoch');

    const other = 'stalled-deal-alert:opportunity/D1:2';
    hosted.faults.push({ call: 'write', when: 'after', error: lostAnswer(true) });
    await expect(execute(AMOUNT, other)).rejects.toThrow('no answer');
    await rows(`insert into orchestrator.kill_epoch values ('all', 4, true)`);
    expect(await untilAnswered(AMOUNT, other)).toEqual({ outcome: 'executed' });
    expect(await execute(TASK, 'stalled-deal-alert:opportunity/D1:3')).toMatchObject({ outcome: 'refused' });
  });

  it.each([
    ['a used-up quota', new QuotaExhausted('daily', null)],
    ['an error of our own', new Error('no database')],
  ])('is stopped by the kill switch, and keeps nobody waiting, where %s came before sending', async (_, error) => {
    hosted.faults.push({ call: 'write', when: 'before', error });
    await expect(execute(AMOUNT)).rejects.toThrow(error.message);
    await hosted.person('U2', 'opportunity', 'D1', { nextStep: 'Call' });
    await synced();
    expect(await rows('select next_step from crm.opportunity')).toEqual([{ next_step: 'Call' }]);
    await rows(`insert into orchestrator.kill_epoch values ('all', 4, true)`);
    expect(await untilAnswered(AMOUNT)).toMatchObject({ outcome: 'failed' });
    expect(await ended()).toMatchObject({ code: 'stopped' });
  });

  it('is stopped by the kill switch where gateway was killed before anything was asked of the CRM', async () => {
    hosted.faults.push({ call: 'write', when: 'before', error: lostAnswer(false) });
    await expect(execute(AMOUNT)).rejects.toThrow('no answer');
    await rows(`update gateway.hosted_write set state = 'sent'`);
    await rows(`insert into orchestrator.kill_epoch values ('all', 4, true)`);
    expect(await untilAnswered(AMOUNT)).toMatchObject({ outcome: 'failed' });
    expect(await ended()).toMatchObject({ code: 'stopped' });
  });

  it('finishes what reached the CRM whatever the kill switch says, also where the error says nothing of it', async () => {
    hosted.faults.push({ call: 'write', when: 'after', error: lostAnswer(false) });
    await expect(execute(AMOUNT)).rejects.toThrow('no answer');
    await rows(`insert into orchestrator.kill_epoch values ('all', 4, true)`);
    expect(await untilAnswered(AMOUNT)).toEqual({ outcome: 'executed' });
    await synced();
    expect((await events('opportunity/D1')).slice(1)).toEqual([['AmountRevised', ID, ID]]);
  });

  it('sends nothing that has waited so long that it is to be asked anew, and finishes what has begun', async () => {
    const other = 'stalled-deal-alert:opportunity/D1:2';
    hosted.faults.push({ call: 'write', when: 'before', error: lostAnswer(false) });
    await expect(execute(AMOUNT)).rejects.toThrow('no answer');
    await rows(`update gateway.hosted_write set planned_at = planned_at - interval '16 minutes'`);
    expect(await untilAnswered(AMOUNT)).toMatchObject({ outcome: 'failed' });
    expect(await ended()).toMatchObject({ code: 'permit-expired', reason: expect.stringContaining('proposed anew') });
    expect(await there('select amount::int from crm.opportunity')).toEqual([{ amount: 1000 }]);

    hosted.faults.push({ call: 'write', when: 'after', error: lostAnswer(true) });
    await expect(execute(AMOUNT, other)).rejects.toThrow('no answer');
    await rows(`update gateway.hosted_write set planned_at = planned_at - interval '16 minutes'`);
    expect(await untilAnswered(AMOUNT, other)).toEqual({ outcome: 'executed' });
  });

  it('says what a person has to mend, unless it may have happened before', async () => {
    const forbidden = new CrmForbidden(
      'no write access',
      'INSUFFICIENT_ACCESS',
      'give the integration user edit access',
    );
    hosted.faults.push({ call: 'write', when: 'before', error: forbidden });
    expect(await execute(AMOUNT)).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('edit access') });
    const other = 'stalled-deal-alert:opportunity/D1:2';
    hosted.faults.push({ call: 'write', when: 'after', error: lostAnswer(true) });
    await expect(execute(AMOUNT, other)).rejects.toThrow('no answer');
    hosted.faults.push({ call: 'write', when: 'before', error: forbidden });
    expect(await untilAnswered(AMOUNT, other)).toEqual({ outcome: 'executed' });
  });
});
