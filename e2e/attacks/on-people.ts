import { askService, editInCrm } from '../harness';
import type { Scene } from './scene';
import type { Tally } from './tally';

const TIMES = 20;

/** Everybody but the approver. */
export async function wrongApprover(scene: Scene, tally: Tally): Promise<void> {
  const p = await scene.standing();
  const stranger = await scene.strangerTo(p);
  tally.target(p.actionId);
  const approval = scene.approval(p);
  const forged = await forgedTokens(p.token);
  for (let n = 0; n < TIMES; n++) {
    await scene.attempt(tally, stranger, approval);
    const viaConsole = `/api/approvals/${encodeURIComponent(p.actionId)}/decision`;
    await scene.stack
      .api(viaConsole, { method: 'POST', token: stranger, body: { ...approval, actionId: undefined } })
      .then(
        () => tally.note('taken'),
        (error: Error) => tally.note(/answered (\d+)/.exec(error.message)?.[1] ?? error.message),
      );
    for (const token of forged) await scene.attempt(tally, token, approval);
    // Whose decision it is, is never for the body to say.
    await scene.attempt(tally, stranger, { ...approval, by: p.owner.id, personId: p.owner.id });
  }
}

/** A person's own token with another content, without a signature, and no token at all. */
async function forgedTokens(token: string): Promise<string[]> {
  const [header = '', body = '', signature = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as object;
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [
    [header, encode({ ...claims, roles: ['operations_vp'] }), signature].join('.'),
    [encode({ alg: 'none', typ: 'JWT' }), body, ''].join('.'),
    [header, body, signature.split('').reverse().join('')].join('.'),
    'nobody',
  ];
}

/** Signing what one has proposed oneself. */
export async function selfApproval(scene: Scene, tally: Tally): Promise<void> {
  const operations = await scene.token('operations');
  const text = 'docket: { decisionsPerRep: 4 }';
  const body = { policy: { file: 'policy.yaml', text }, reason: 'fewer decisions a day' };
  const proposed = await askService<{ version: string }>(scene.stack, 'orchestrator', '/policy/proposals', {
    ...{ token: operations, method: 'POST', body },
  });
  if (proposed.status !== 201) throw new Error(`the policy was not proposed: ${proposed.status}`);
  for (let n = 0; n < TIMES; n++) {
    const { status, body: answer } = await askService<{ code?: string }>(scene.stack, 'orchestrator', '/policy/sign', {
      ...{ token: operations, method: 'POST', body: { version: proposed.body.version } },
    });
    tally.note(status === 200 ? 'taken' : `${status} ${answer.code ?? ''}`);
  }
  await secondPairOfEyes(scene, tally);
}

/** Where a proposal needs two people, the first of them again. */
async function secondPairOfEyes(scene: Scene, tally: Tally): Promise<void> {
  const { items } = await scene.stack.api<{
    items: {
      actionId: string;
      digest: string;
      subject: string;
      action: string;
      approver: { personId: string | null } | null;
    }[];
  }>('/api/docket?state=open&limit=2000');
  const operations = await scene.token('operations');
  for (const one of items) {
    const record = encodeURIComponent(one.subject);
    const { body: ruling } = await askService<{ secondApprover?: string | null }>(
      ...([scene.stack, 'orchestrator' as const, `/policy/explain?action=${one.action}&record=${record}`] as const),
      { token: operations },
    );
    if (!ruling.secondApprover || !one.approver?.personId) continue;
    const token = await scene.token(`person:${one.approver.personId}`);
    const { state } = await scene.decide(token, scene.approval(one));
    tally.target(one.actionId, state === 'first-of-two' ? 0 : 1);
    if (state !== 'first-of-two') continue;
    for (let n = 0; n < TIMES; n++) await scene.attempt(tally, token, { ...scene.approval(one), reason: `${n}` });
  }
}

/** A T1 account is made T3 after a proposal about it was prepared, so that it could be approved. */
export async function relabelled(scene: Scene, tally: Tally): Promise<void> {
  const operations = await scene.token('operations');
  const { approvals } = await scene.stack.api<{
    approvals: {
      actionId: string;
      state: string;
      tier: string;
      account: { id: string } | null;
      owner: { id: string } | null;
    }[];
  }>('/api/approvals?state=all&action=proposal-draft&limit=500');
  const here = await scene.peopleHere();
  const prepared = approvals.filter(
    (p) => p.tier === 'T1' && p.state === 'prepared' && p.account && p.owner && here.has(p.owner.id),
  );
  for (const p of prepared.slice(0, 4)) {
    tally.target(p.actionId);
    const record = `account/${p.account!.id}`;
    const owner = await scene.token(`person:${p.owner!.id}`);
    await editInCrm(scene.stack, owner, record, { tier: 'T3' }).then(
      () => tally.note('the owner relabelled it'),
      (error: Error) => tally.note(`the owner: ${/answered (\d+)/.exec(error.message)?.[1] ?? error.message}`),
    );
    await editInCrm(scene.stack, operations, record, { tier: 'T3' });
    const { digest } = await scene.stack.api<{ digest: string }>(`/api/approvals/${encodeURIComponent(p.actionId)}`);
    for (let n = 0; n < 5; n++) {
      for (const token of [owner, operations])
        await scene.attempt(tally, token, { ...scene.approval({ ...p, digest }), reason: `${n}` });
    }
    await editInCrm(scene.stack, operations, record, { tier: 'T1' });
  }
}
