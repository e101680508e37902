import { editInCrm, until } from '../harness';
import type { Scene } from './scene';
import type { Tally } from './tally';

const TIMES = 20;
const MOST_PROPOSALS = 12;

/** The same approval again and again, after it was carried out once. */
export async function replayed(scene: Scene, tally: Tally): Promise<void> {
  const p = await scene.approveOne();
  tally.target(p.actionId, 1);
  const approval = scene.approval(p);
  // The same words are the same decision: the answer is the first one's, and nothing happens.
  for (let n = 0; n < TIMES; n++) await scene.attempt(tally, p.token, approval);
  for (let n = 0; n < TIMES; n++)
    await scene.attempt(tally, p.token, { ...approval, evidenceOpened: n % 2 === 0, reason: `${n}` });
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
  const altered = JSON.stringify({ ...(JSON.parse(stored[0]!.change) as object), ...another(200) });
  const held = await scene.whileApproved(p, async () => void (await write(altered)));
  if (!held) return payloadEdited(scene, tally);
  // Gateway refuses the permit, and the gate asks for another one: the second shows that the first was refused.
  const permits = await until(
    'a permit was refused',
    () => scene.count(p.actionId, 'PermitIssued'),
    (n) => n >= 3,
  );
  for (let n = 1; n < permits; n++) tally.note('refused by gateway: not what the digest stands for');
  if ((await scene.begun(p.actionId)) > 0) throw new Error('an altered payload was carried out');
  await write(stored[0]!.change);
  await until(
    'what was approved is done, now that it is back',
    () => scene.begun(p.actionId),
    (n) => n === 1,
  );
  for (let n = 0; n < TIMES; n++)
    await scene.attempt(tally, p.token, { ...scene.approval(p), edited: { ...change, ...another(n) } });
  for (let n = 0; n < TIMES; n++)
    await scene.attempt(tally, p.token, { ...scene.approval(p), digest: n.toString(16).padStart(64, 'f') });
}

/** Makes a task or a document another one. */
const another = (n: number) => ({ title: `Another ${n}`, name: `Another ${n}.docx` });

/** A person edits the record between approval and execution. */
export async function recordChanged(scene: Scene, tally: Tally): Promise<void> {
  // An agent may take a proposal back because of the edit: then another one is tried, until it was tried often enough.
  for (let proposals = 0; proposals < MOST_PROPOSALS && tally.tried < TIMES; proposals++) {
    const p = await scene.fresh(({ subject }) => subject.type === 'opportunity');
    tally.target(p.actionId);
    for (let n = 0; n < 5 && tally.tried < TIMES && !(await scene.hasEnded(p.actionId)); n++) {
      const voids = await scene.count(p.actionId, 'DecisionVoided');
      const held = await scene.whileApproved(p, async () => {
        const { version } = await editInCrm(scene.stack, p.token, p.subject.ref, {
          termMonths: 10 + proposals * 5 + n,
        });
        await until(
          'orchestrator knows of the edit',
          () => factsOf(scene, p.subject.ref),
          (known) => known >= version,
        );
      });
      if (!held) break;
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

/** Reading what is decided by writing: links of mails, previews, prefetching browsers. */
export async function byReading(scene: Scene, tally: Tally): Promise<void> {
  const p = await scene.standing();
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
      for (const headers of [
        {},
        { purpose: 'prefetch', 'sec-purpose': 'prefetch' },
        { 'x-http-method-override': 'POST' },
      ]) {
        const { status } = await fetch(address, {
          method,
          headers: { ...headers, authorization: `Bearer ${p.token}` },
        });
        tally.note(status < 400 ? `read (${status})` : String(status));
      }
    }
  }
}
