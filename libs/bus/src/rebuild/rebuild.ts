import { withClient } from '@salesagent/event-store';
import { liftFence, raiseFence } from '../consumer/fence';
import { isEqual, type TableDifference } from './content';
import { RebuildRefused } from './errors';
import type { Projection } from './projection';
import { compareOnly, swap } from './settle';
import type { Shadow } from './shadow';

export interface RebuildProgress {
  phase: 'reading' | 'levelling' | 'comparing';
  /** Positions of the bus read, of those there were when it was last looked; events of other topics count too. */
  read: number;
  total: number;
  /** Events applied. */
  events: number;
  /** Events applied a second, over the whole run. */
  perSecond: number;
  /** Seconds until the bus is read, by the rate so far; null when unknown. */
  secondsLeft: number | null;
}

export interface RebuildResult {
  dryRun: boolean;
  /** Whether the live tables were what the bus makes of them. */
  equal: boolean;
  /** Hash of what the bus makes of them; after a rebuild, of the live tables too. */
  hash: string;
  /** Hash of the live tables before; null when rows differed: the live consumer does not wait for a hash. */
  hashBefore: string | null;
  tables: TableDifference[];
  events: number;
  milliseconds: number;
  /** How long the live consumer was kept waiting. */
  fencedMilliseconds: number;
}

export interface RunOptions {
  dryRun: boolean;
  onProgress?: (progress: RebuildProgress) => void | Promise<void>;
  signal?: AbortSignal;
}

const LOOK_MILLISECONDS = 250;
/** With so little left to read the fence may go up: it is read within a second or so. */
const NEARLY = 5_000;
/** Longest that the live consumer is kept waiting for the shadow to be level, and how often that is tried. */
const FENCED_MILLISECONDS = 20_000;
const TRIES = 5;

/**
 * Builds a projection again (`shadow`, claimed by the caller and closed here) from the beginning of the bus while the live one goes on, and puts it in place (or, in a
 * dry run, only compares) at exactly the live consumer's positions. Readers see the old rows until the one transaction
 * that changes them commits; the live consumer waits only from the moment both stand level until then.
 *
 * @throws RebuildRefused when it cannot be done; the live tables are then as they were
 */
export async function rebuild(shadow: Shadow, projection: Projection, run: RunOptions): Promise<RebuildResult> {
  const began = performance.now();
  const { schema, group } = shadow.options;
  const tell = progressOf(shadow, run, began);
  try {
    await shadow.open();
    for (let attempt = 1; ; attempt++) {
      await readOn(shadow, tell, run.signal);
      await shadow.index();
      await shadow.complete(); // most of it before anybody waits
      await raiseFence(shadow.session, schema, group);
      const fenced = performance.now();
      if (await level(shadow, tell, run.signal)) {
        await tell('comparing'); // before the group is gone, and with it how far it is
        await shadow.consumer.stop();
        await shadow.complete();
        await shadow.analyze();
        const settle = run.dryRun ? compareOnly : swap;
        const found = await withClient(shadow.session, (client) => settle(client, shadow, projection));
        const { tables, hashBefore, hash } = found;
        await shadow.release();
        return {
          dryRun: run.dryRun,
          equal: tables.every(isEqual),
          hash,
          hashBefore,
          tables,
          events: shadow.events,
          milliseconds: Math.round(performance.now() - began),
          fencedMilliseconds: Math.round(found.lifted - fenced),
        };
      }
      await liftFence(shadow.session, schema, group);
      if (attempt === TRIES) await neverLevel(shadow);
    }
  } finally {
    await shadow.close();
  }
}

/** Reads until only little is left. */
async function readOn(shadow: Shadow, tell: Tell, signal?: AbortSignal): Promise<void> {
  for (let round = 1; ; round++) {
    await mustGoOn(shadow, signal);
    const { read, total } = await tell('reading');
    if (total - read <= NEARLY && (await shadow.behind()) <= NEARLY) return;
    // The tables grow by ever smaller shares, so that it pays ever more rarely.
    if (Number.isInteger(Math.log2(round))) await shadow.analyze();
    await pause();
  }
}

/** Behind the fence: true when both stand at the same positions. */
async function level(shadow: Shadow, tell: Tell, signal?: AbortSignal): Promise<boolean> {
  const until = performance.now() + FENCED_MILLISECONDS;
  while (performance.now() < until) {
    await mustGoOn(shadow, signal);
    if ((await shadow.behind()) === 0) return true;
    await tell('levelling');
    await pause(20);
  }
  return false;
}

async function mustGoOn(shadow: Shadow, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) {
    throw new RebuildRefused(
      'The service is stopping.',
      'Begin again when it runs; nothing was changed.',
      'interrupted',
    );
  }
  shadow.mustLive();
  const [first] = await shadow.stuck();
  if (!first) return;
  throw new RebuildRefused(
    `Event ${first.sequence} of ${first.key} fails now, though the live consumer has passed it: ${first.reason}.`,
    'Mend the projection or the upcaster so that it can read its own history, then begin again.',
    'stuck',
  );
}

async function neverLevel(shadow: Shadow): Promise<never> {
  const { keys, some } = await shadow.keysBehind();
  throw new RebuildRefused(
    `The bus does not give what the live consumer has handled: ${keys} keys stay behind, e.g. ${some.join(', ')}.`,
    'Their events are missing on the topics of the consumer; nothing was changed.',
    'never-level',
  );
}

type Tell = (phase: RebuildProgress['phase']) => Promise<RebuildProgress>;

/** Tells how far it is. What is to be read grows while events keep arriving. */
function progressOf(shadow: Shadow, run: RunOptions, began: number): Tell {
  let most = 0;
  return async (phase) => {
    const { partitions, lag } = await shadow.options.transport.lag(shadow.group);
    const total = partitions.reduce((sum, p) => sum + p.head, 0);
    most = Math.max(most, total);
    const seconds = (performance.now() - began) / 1_000;
    const read = most - lag;
    const progress: RebuildProgress = {
      phase,
      read,
      total: most,
      events: shadow.events,
      perSecond: Math.round(shadow.events / seconds),
      secondsLeft: read > 0 ? Math.round((seconds / read) * lag) : null,
    };
    await run.onProgress?.(progress);
    return progress;
  };
}

const pause = (milliseconds = LOOK_MILLISECONDS): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
