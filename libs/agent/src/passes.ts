import { recordRef, type RecordType } from '@salesagent/canon/sales';
import { MirrorSnapshot } from '@salesagent/mirror';
import type { BatchContext } from './batch-context';
import { COMMIT_SIZE } from './commit';
import type { Action } from './define';
import type { Evaluation } from './evaluation-queue';
import type { Looks } from './looks';
import { declaredNeeds } from './needs';

/** Passes of an action over all its subjects, as an import or a day of the calendar asks for them. */
export class Passes {
  constructor(
    private readonly looks: Looks,
    /** True when the bus has nothing left for this service: a pass after an import waits for it. */
    private readonly caughtUp: () => Promise<boolean>,
  ) {}

  /** Those that can be run now; false when there were none. */
  async run(): Promise<boolean> {
    const { queue, actions, pool, schema } = this.looks.parts;
    const passes = await this.runnable(await queue.passes());
    if (passes.length === 0) return false;
    const of = passes.flatMap((p) => actions.get(p.action) ?? []);
    const snapshot = await MirrorSnapshot.load(pool, schema, Object.keys(declaredNeeds(of)) as RecordType[]);
    const context = await this.looks.context(snapshot, null);
    for (const pass of passes) {
      const action = actions.get(pass.action);
      if (action) await this.over(action, pass, snapshot, context);
      await queue.done(pool, [pass]);
    }
    return true;
  }

  /** Passes wait until the import that asked for them is complete, consumed, and known to the curve. */
  private async runnable(passes: Evaluation[]): Promise<Evaluation[]> {
    if (passes.length === 0 || !(await this.caughtUp())) return [];
    const { facts, pool, actions } = this.looks.parts;
    const lastImport = await facts.lastImport(pool);
    const curve = await facts.winCurve(pool);
    return passes.filter((pass) => {
      const action = actions.get(pass.action);
      if (!action) return true;
      const asked = pass.importRecordedAt?.toISOString();
      if (asked && (!lastImport || lastImport.recordedAt < asked)) return false;
      return !action.uses?.winCurve || (curve !== null && (!lastImport || curve.asOf >= lastImport.asOf));
    });
  }

  private async over(action: Action, pass: Evaluation, snapshot: MirrorSnapshot, context: BatchContext): Promise<void> {
    const { states, pool } = this.looks.parts;
    const eligible = snapshot.rows(action.subjectType).filter((row) => (action.eligible?.(row) ?? true) === true);
    const subjects = new Set([
      ...eligible.map((row) => recordRef(action.subjectType, row.id)),
      // What is no subject any more but still has a proposal standing is looked at to take it back.
      ...(await states.standing(pool, action.id)).filter((s) => s !== 'company'),
    ]);
    const all = [...subjects].sort();
    for (let from = 0; from < all.length; from += COMMIT_SIZE) {
      const rows = all.slice(from, from + COMMIT_SIZE).map((subject) => ({ ...pass, subject }));
      await this.looks.take(rows, context, true);
    }
  }
}
