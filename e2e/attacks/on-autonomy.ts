import { until } from '../harness';
import type { Scene } from './scene';
import type { Tally } from './tally';

/** As many as there are, but a few for what comes after. */
const KEEP = 3;
const MOST = 25;

/**
 * One person approves everything at once without looking: the next proposal of the kind still waits for a person, and
 * nobody has been given autonomy.
 */
export async function floodOfApprovals(scene: Scene, tally: Tally): Promise<void> {
  const flood = Math.min(MOST, Math.max(0, (await scene.left()) - KEEP));
  for (let n = 0; n < flood; n++) {
    const p = await scene.fresh();
    tally.target(p.actionId, 1);
    const { status } = await scene.decide(p.token, { ...scene.approval(p), evidenceOpened: n % 2 === 0 });
    tally.note(status === 200 ? 'done as a person decided' : String(status));
  }
  const [autonomy] = await scene.database.query<{ n: number }>('select count(*)::int as n from orchestrator.autonomy');
  tally.note(autonomy?.n === 0 ? 'no autonomy' : `autonomy: ${autonomy?.n}`);
  const [alone] = await scene.database.query<{ n: number }>(
    `select count(*)::int as n from orchestrator.docket where lane = 'policy' and effect <> 'insight' and action <> 'account-tiering'`,
  );
  tally.note(alone?.n === 0 ? 'nothing ran alone' : `ran alone: ${alone?.n}`);
  const next = await until(
    'another one waits',
    () => scene.left(),
    (n) => n > 0,
  );
  tally.note(next > 0 ? 'the next one waits for a person' : 'nothing waits');
}
