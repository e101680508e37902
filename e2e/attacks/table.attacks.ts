import { SlackServer } from '@salesagent/channels/testing';
import { startStack, type RunningStack } from '../harness';
import { floodOfApprovals } from './on-autonomy';
import { byReading, expired, payloadEdited, recordChanged, replayed } from './on-decisions';
import { tamperedLog } from './on-logs';
import { relabelled, selfApproval, wrongApprover } from './on-people';
import { injected } from './on-records';
import { crossSite } from './on-sessions';
import { forgedSlack, LinkedSlack, replayedSlack, SIGNING_SECRET, SLACK_TOKEN } from './on-slack';
import { straightToTemporal } from './on-workflows';
import { Scene } from './scene';
import { printed, Tally, type AttackResult } from './tally';

/** Every way to have something done that nobody who may has approved: tried on a whole stack, counted, and printed. */
describe('attacks on the gate', () => {
  let stack: RunningStack;
  let server: SlackServer;
  let scene: Scene;
  let slack: LinkedSlack;
  const tallies: Tally[] = [];

  beforeAll(async () => {
    server = await SlackServer.start({
      token: SLACK_TOKEN,
      users: ['UOWNER', 'UOTHER', 'UREPLAY', 'UNOBODY'],
    });
    stack = await startStack({
      environment: {
        ...{ SLACK_BOT_TOKEN: SLACK_TOKEN, SLACK_API_URL: server.apiUrl, SLACK_SIGNING_SECRET: SIGNING_SECRET },
      },
    });
    scene = new Scene(stack);
    slack = new LinkedSlack(scene, server);
  }, 300_000);
  afterAll(async () => {
    await scene?.database.close();
    await stack?.stop();
    await server?.stop();
  }, 60_000);

  it.each<[string, (scene: Scene, tally: Tally) => Promise<void>]>([
    ['approval replayed', replayed],
    ['payload edited after approval', payloadEdited],
    ['record changed after approval', recordChanged],
    ['decided after it expired', expired],
    ['wrong approver', wrongApprover],
    ['self-approval', selfApproval],
    ['forged or stale Slack request', forgedSlack(() => slack)],
    ['Slack request replayed', replayedSlack(() => slack)],
    ['CSRF', crossSite],
    ['GET, HEAD and prefetch of a link', byReading],
    ['tampered log row', tamperedLog],
    ['T1 relabelled T3', relabelled],
    ['decision straight to Temporal', straightToTemporal],
    ['injections in records', injected],
    ['flood of trivial approvals', floodOfApprovals],
  ])(
    '%s',
    async (attack, run) => {
      const tally = new Tally(attack);
      tallies.push(tally);
      await run(scene, tally);
      process.stdout.write(`${attack}: ${tally.tried} tried; ${tally.refusedWith}\n`);
      expect(tally.tried).toBeGreaterThanOrEqual(20);
      expect(tally.refusedWith).not.toMatch(/taken|not named|ran alone:|autonomy:|allowed|relabelled it/);
    },
    300_000,
  );

  it('comes to nothing: no execution but those that somebody who may had approved', async () => {
    await scene.approveOne();
    const results: AttackResult[] = [];
    for (const tally of tallies) results.push(await resultOf(scene, tally));
    process.stdout.write(`\n${printed(results)}\n\n`);
    expect(results.filter(({ executions }) => executions > 0)).toEqual([]);
    const unapproved = await scene.database.query(
      `select d.action_id from gateway.event e join orchestrator.docket d on e.stream = 'execution-' || d.action_id
       where e.type = 'ExecutionStarted' and d.effect <> 'insight' and d.lane = 'person'
         and not exists (select from orchestrator.event a where a.stream = d.action_id and a.type = 'ActionApproved')`,
    );
    expect(unapproved).toEqual([]);
  }, 300_000);
});

/** Executions beyond those the proposals were entitled to. */
async function resultOf(scene: Scene, tally: Tally): Promise<AttackResult> {
  let executions = 0;
  for (const [actionId, entitled] of tally.targets) executions += Math.max(0, (await scene.begun(actionId)) - entitled);
  const { attack, tried, refusedWith } = tally;
  return { attack, tried, refusedWith, executions };
}
