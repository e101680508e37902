import { askService, editInCrm, until, type CrmRecord } from '../harness';
import type { Scene } from './scene';
import type { Tally } from './tally';

const TIMES = 20;

/** The same approval again and again, after it was carried out once. */
export async function replayed(scene: Scene, tally: Tally): Promise<void> {
  const p = await scene.fresh();
  tally.target(p.actionId, 1);
  const approval = scene.approval(p);
  await scene.decide(p.token, approval);
  await until('it is done', () => scene.begun(p.actionId), (n) => n === 1);
  // The same words are the same decision: the answer is the first one's, and nothing happens.
  for (let n = 0; n < TIMES; n++) await scene.attempt(tally, p.token, approval);
  for (let n = 0; n < TIMES; n++) await scene.attempt(tally, p.token, { ...approval, evidenceOpened: n % 2 === 0, reason: `${n}` });
}

/** Another payload under an approval: over the API, and by the hand of who owns the database. */
export async function payloadEdited(scene: Scene, tally: Tally): Promise<void> {
  const p = await scene.fresh();
  tally.target(p.actionId, 1);
  const { change } = await scene.stack.api<{ change: Record<string, unknown> }>(
    `/api/approvals/${encodeURIComponent(p.actionId)}`,
  );
  const stored = await scene.database.query<{ change: string }>(
    'select change::text as change from gateway.payload where action_id = $1 and digest = $2',
    [p.actionId, p.digest],
  );
  const write = (text: string) =>
    scene.database.query('update gateway.payload set change = $3::jsonb where action_id = $1 and digest = $2', [
      ...[p.actionId, p.digest, text],
    ]);
  const altered = JSON.stringify({ ...(JSON.parse(stored[0]!.change) as object), dueInBusinessDays: 200 });
  await scene.whileApproved(p, async () => void (await write(altered)));
  // Gateway refuses the permit, and the gate asks for another one: the second shows that the first was refused.
  const permits = await until(
    'a permit was refused',
    () => scene.count(p.actionId, 'PermitIssued'),
    (n) => n >= 3,
  );
  for (let n = 1; n < permits; n++) tally.note('refused by gateway: not what the digest stands for');
  if ((await scene.begun(p.actionId)) > 0) throw new Error('an altered payload was carried out');
  await write(stored[0]!.change);
  await until('what was approved is done, now that it is back', () => scene.begun(p.actionId), (n) => n === 1);
  for (let n = 0; n < TIMES; n++)
    await scene.attempt(tally, p.token, { ...scene.approval(p), edited: { ...change, dueInBusinessDays: n + 1 } });
  for (let n = 0; n < TIMES; n++)
    await scene.attempt(tally, p.token, { ...scene.approval(p), digest: n.toString(16).padStart(64, 'f') });
}

/** A person edits the record between approval and execution. */
export async function recordChanged(scene: Scene, tally: Tally): Promise<void> {
  for (let proposals = 0; proposals < 4; proposals++) {
    const p = await scene.fresh(({ subject }) => subject.type === 'opportunity');
    tally.target(p.actionId);
    for (let n = 0; n < 5 && !(await scene.hasEnded(p.actionId)); n++) {
      const voids = await scene.count(p.actionId, 'DecisionVoided');
      await scene.whileApproved(p, async () => {
        const { version } = await editInCrm(scene.stack, p.token, p.subject.ref, { termMonths: 10 + proposals * 5 + n });
        await until('orchestrator knows of the edit', () => factsOf(scene, p.subject.ref), (known) => known >= version);
      });
      await until(
        'the approval is void, or the proposal gone',
        async () => (await scene.count(p.actionId, 'DecisionVoided')) > voids || (await scene.hasEnded(p.actionId)),
        Boolean,
      );
      const last = (await scene.gateLog(p.actionId)).at(-1);
      tally.note(last?.type === 'DecisionVoided' ? `void: ${String(last.data['code'])}` : 'withdrawn');
    }
  }
}

async function factsOf(scene: Scene, record: string): Promise<number> {
  const rows = await scene.database.query<{ version: number }>(
    'select version from orchestrator.facts where record = $1',
    [record],
  );
  return rows[0]?.version ?? 0;
}

/** A decision after its time; the time is moved by the hand of who owns the database. */
export async function expired(scene: Scene, tally: Tally): Promise<void> {
  const p = await scene.fresh();
  tally.target(p.actionId);
  await scene.database.query(
    `update orchestrator.docket set expires_at = now() - interval '1 second' where action_id = $1`,
    [p.actionId],
  );
  for (let n = 0; n < TIMES; n++) await scene.attempt(tally, p.token, { ...scene.approval(p), reason: `${n}` });
}

/** Everybody but the approver. */
export async function wrongApprover(scene: Scene, tally: Tally): Promise<void> {
  const p = await scene.fresh();
  const stranger = await scene.strangerTo(p);
  tally.target(p.actionId);
  const approval = scene.approval(p);
  const forged = await forgedTokens(p.token);
  for (let n = 0; n < TIMES; n++) {
    await scene.attempt(tally, stranger, approval);
    const viaConsole = `/api/approvals/${encodeURIComponent(p.actionId)}/decision`;
    await scene.stack.api(viaConsole, { method: 'POST', token: stranger, body: { ...approval, actionId: undefined } }).then(
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
    items: { actionId: string; digest: string; subject: string; action: string; approver: { personId: string | null } | null }[];
  }>('/api/docket?state=open&limit=2000');
  const operations = await scene.token('operations');
  for (const one of items) {
    const record = encodeURIComponent(one.subject);
    const { body: ruling } = await askService<{ secondApprover?: string | null }>(
      ...[scene.stack, 'orchestrator' as const, `/policy/explain?action=${one.action}&record=${record}`] as const,
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
    approvals: { actionId: string; state: string; tier: string; account: { id: string } | null; owner: { id: string } | null }[];
  }>('/api/approvals?state=all&action=proposal-draft&limit=500');
  const prepared = approvals.filter((p) => p.tier === 'T1' && p.state === 'prepared' && p.account && p.owner);
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

/** Reading what is decided by writing: links of mails, previews, prefetching browsers. */
export async function byReading(scene: Scene, tally: Tally): Promise<void> {
  const p = await scene.fresh();
  tally.target(p.actionId);
  const id = encodeURIComponent(p.actionId);
  const query = new URLSearchParams({ decision: 'approve', digest: p.digest, evidenceOpened: 'true' }).toString();
  const { consoleUrl } = scene.stack;
  const orchestrator = scene.stack.record().services['orchestrator']?.url ?? '';
  const addresses = [
    `${consoleUrl}/inbox/${id}`,
    `${consoleUrl}/inbox/${id}?${query}`,
    `${consoleUrl}/api/approvals/${id}?${query}`,
    `${consoleUrl}/api/approvals/${id}/decision?${query}`,
    `${orchestrator}/decisions?actionId=${id}&${query}`,
  ];
  for (const address of addresses) {
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      for (const headers of [{}, { purpose: 'prefetch', 'sec-purpose': 'prefetch' }, { 'x-http-method-override': 'POST' }]) {
        const { status } = await fetch(address, { method, headers: { ...headers, authorization: `Bearer ${p.token}` } });
        tally.note(status < 400 ? `read (${status})` : String(status));
      }
    }
  }
}

export type { CrmRecord };
