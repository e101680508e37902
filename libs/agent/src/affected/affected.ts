import { recordRef, type RecordRef, type RecordType } from '@salesagent/canon/sales';
import { MirrorSnapshot, type MirrorRow } from '@salesagent/mirror';
import type { Playbook } from '@salesagent/playbook';
import type { BatchContext } from '../batch-context';
import type { Action } from '../define';
import { evaluate } from '../evaluate';
import type { Looks } from '../looks';
import { declaredNeeds } from '../needs';
import { settingsOf, type ActionSwitch } from '../settings';
import { readBy } from '../switchboard';
import { NOTHING, otherwise, saidOf, type Otherwise, type Said } from './said';

/** A record of which an action would decide otherwise. */
export interface AffectedSubject {
  /** `opportunity/1C1I7A6R` */
  subject: RecordRef;
  change: Otherwise;
  /** What is decided now and what would be, in a few words; null = nothing. */
  before: string | null;
  after: string | null;
}

/** An action that reads something of what is to be changed. */
export interface AffectedAction {
  action: string;
  subjectType: RecordType;
  /** Why it is off by either playbook; null = on. */
  off: { before: string | null; after: string | null };
  /** Records it was asked about: every one that is its subject now. */
  looked: number;
  subjects: AffectedSubject[];
  /** Records it could not be asked about, and the first reason. */
  failures: { count: number; first: string } | null;
}

/** Longest time in one piece; live looks and answers of the service go on between. */
const SLICE_MILLISECONDS = 8;

/**
 * What another playbook would have the actions decide otherwise, of the records as they are now: gathered, decided and
 * put into words by the actions' own code under both. An action that reads nothing of what changes is left out. Whether a
 * person dismissed the same before, and whether the docket would admit it, is not asked.
 */
export async function affected(
  looks: Looks,
  actions: readonly Action[],
  candidate: Playbook,
): Promise<AffectedAction[]> {
  const { pool, schema } = looks.parts;
  const inForce = looks.parts.playbook();
  const changed = actions
    .map((action) => ({ action, was: settingsOf(action, inForce), is: settingsOf(action, candidate) }))
    .filter(({ was, is }) => readBy(was, inForce) !== readBy(is, candidate));
  if (changed.length === 0) return [];
  const types = Object.keys(declaredNeeds(changed.map(({ action }) => action))) as RecordType[];
  const snapshot = await MirrorSnapshot.load(pool, schema, types);
  const before = await looks.context(snapshot, null, inForce);
  const after = await looks.context(snapshot, null, candidate);
  const breathe = slices();
  const found: AffectedAction[] = [];
  for (const { action, was, is } of changed) {
    const rows = snapshot.rows(action.subjectType).filter((row) => (action.eligible?.(row) ?? true) === true);
    const one: AffectedAction = {
      ...{ action: action.id, subjectType: action.subjectType, looked: rows.length, subjects: [], failures: null },
      off: { before: was.on ? null : was.reason, after: is.on ? null : is.reason },
    };
    for (const row of rows) {
      await breathe();
      try {
        const [a, b] = [await said(action, row, before, was), await said(action, row, after, is)];
        const change = otherwise(a, b);
        if (change === null) continue;
        one.subjects.push({ subject: recordRef(action.subjectType, row.id), change, before: a.words, after: b.words });
      } catch (error) {
        one.failures ??= { count: 0, first: error instanceof Error ? error.message : String(error) };
        one.failures.count += 1;
      }
    }
    found.push(one);
  }
  return found;
}

async function said(action: Action, row: MirrorRow, context: BatchContext, by: ActionSwitch): Promise<Said> {
  if (!by.on) return NOTHING;
  return saidOf(await evaluate(action, row, context.for(by.settings.section, action), by.settings));
}

function slices(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < SLICE_MILLISECONDS) return;
    await new Promise((resolve) => setImmediate(resolve));
    since = performance.now();
  };
}
