import { Client, Connection } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { generateKeyPair, SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import { until } from '../harness';
import type { Scene } from './scene';
import type { Tally } from './tally';

const TIMES = 20;
/** `COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK` of temporal.api.enums.v1. */
const SCHEDULE_ACTIVITY_TASK = 1;

/** Somebody who can reach Temporal, and nothing else. */
export async function straightToTemporal(scene: Scene, tally: Tally): Promise<void> {
  const { address, namespace } = scene.stack.record().temporal;
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, namespace });
  try {
    await madeUpDecisions(scene, tally, client);
    await aGateOfTheirOwn(scene, tally, client);
    await straightToGateway(scene, tally, connection, namespace);
  } finally {
    await connection.close();
  }
}

/** Decisions that are not in the log, and one that is, about something else. */
async function madeUpDecisions(scene: Scene, tally: Tally, client: Client): Promise<void> {
  const p = await scene.standing();
  tally.target(p.actionId);
  const gate = client.workflow.getHandle(`gate-${p.actionId}`);
  const [real] = await scene.database.query<{ decision_id: string }>(
    `select decision_id from orchestrator.decision where action_id <> $1 limit 1`,
    [p.actionId],
  );
  const ids = [...Array.from({ length: TIMES }, () => randomUUID()), ...(real ? [real.decision_id] : [])];
  for (const decisionId of ids) {
    const answer = await gate
      .executeUpdate<{ state: string }, [object]>('decide', { updateId: randomUUID(), args: [{ decisionId }] })
      .then(
        ({ state }) => state,
        (error: Error) => error.name,
      );
    tally.note(`update: ${answer}`);
  }
  for (const signal of ['decide', 'approve', 'recheck']) {
    await gate.signal(signal, { decisionId: randomUUID(), state: 'approved' });
    tally.note('signal: nothing');
  }
}

/** A workflow of the gate's type, started by hand: for another id, and in the lane that asks nobody. */
async function aGateOfTheirOwn(scene: Scene, tally: Tally, client: Client): Promise<void> {
  for (let n = 0; n < 3; n++) {
    const p = await scene.fresh();
    tally.target(p.actionId);
    const started = await client.workflow.start('actionGate', {
      workflowId: `attack-${randomUUID()}`,
      taskQueue: 'orchestrator',
      args: [{ actionId: p.actionId, lane: 'policy' }],
    });
    tally.note(`own gate: ${String(await started.result())}`);
  }
}

/** The execution itself asked of gateway's worker, with permits that orchestrator did not sign. */
async function straightToGateway(scene: Scene, tally: Tally, connection: Connection, namespace: string): Promise<void> {
  const p = await scene.standing();
  tally.target(p.actionId);
  const { privateKey } = await generateKeyPair('EdDSA');
  const claims = {
    permitId: randomUUID(),
    actionId: p.actionId,
    digest: p.digest,
    killEpoch: 1_000,
    tier: 'T3',
    by: p.owner.id,
  };
  const forged = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'EdDSA', typ: 'permit+jwt' })
    .setIssuer('orchestrator')
    .setAudience('gateway')
    .setIssuedAt()
    .setExpirationTime('30s')
    .sign(privateKey);
  const unsigned = [
    Buffer.from('{"alg":"none"}').toString('base64url'),
    Buffer.from(JSON.stringify({ ...claims, iss: 'orchestrator', aud: 'gateway', exp: 4_000_000_000 })).toString(
      'base64url',
    ),
    '',
  ].join('.');
  for (const permit of [forged, unsigned, '']) {
    for (let n = 0; n < 4; n++) {
      const outcome = await askGateway(connection, namespace, { actionId: p.actionId, digest: p.digest, permit });
      tally.note(`execute: ${outcome}`);
    }
  }
}

/** Runs one activity on gateway's queue from a workflow that is played by hand. */
async function askGateway(connection: Connection, namespace: string, input: object): Promise<string> {
  const taskQueue = { name: `attack-${randomUUID()}` };
  const workflowId = taskQueue.name;
  const { workflowService } = connection;
  await workflowService.startWorkflowExecution({
    ...{ namespace, workflowId, workflowType: { name: 'attack' }, taskQueue, requestId: randomUUID() },
  });
  const poll = () =>
    connection.withDeadline(new Date(Date.now() + 20_000), () =>
      workflowService.pollWorkflowTaskQueue({ namespace, taskQueue }),
    );
  const first = await poll();
  await workflowService.respondWorkflowTaskCompleted({
    namespace,
    taskToken: first.taskToken,
    commands: [
      {
        commandType: SCHEDULE_ACTIVITY_TASK,
        scheduleActivityTaskCommandAttributes: {
          activityId: '1',
          activityType: { name: 'execute' },
          taskQueue: { name: 'gateway' },
          input: { payloads: [defaultPayloadConverter.toPayload(input)!] },
          scheduleToCloseTimeout: { seconds: 30 as never },
          startToCloseTimeout: { seconds: 10 as never },
          retryPolicy: { maximumAttempts: 1 },
        },
      },
    ] as never,
  });
  const second = await until('gateway has answered', poll, ({ history }) => (history?.events?.length ?? 0) > 4);
  await connection.workflowService.terminateWorkflowExecution({ namespace, workflowExecution: { workflowId } });
  const done = second.history?.events?.find(({ activityTaskCompletedEventAttributes: a }) => a);
  const payload = done?.activityTaskCompletedEventAttributes?.result?.payloads?.[0];
  return payload ? defaultPayloadConverter.fromPayload<{ outcome: string }>(payload).outcome : 'failed';
}
