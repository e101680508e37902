import type { CrmWrite, WriteOutcome, WriteResult } from '../port';
import type { Priority } from './port';
import type { SentWrite } from './write-journal';

/** A write on its way: what an earlier attempt left of it, and what became of it. */
export class OpenWrite {
  /** What is remembered of its key. */
  sent: SentWrite | null = null;
  /** The CRM's object that it goes to; empty until that is known. */
  object = '';
  /** Whether somebody forbade that it begins. */
  keptBack = false;
  private ended: WriteOutcome | null = null;

  constructor(readonly write: CrmWrite) {}

  get priority(): Priority {
    return this.write.priority ?? 'approval';
  }

  /** `null` while it is open. */
  get outcome(): WriteOutcome | null {
    return this.ended;
  }

  end(result: WriteResult): void {
    this.ended = { result };
  }

  /** Also of what had a result that could not be kept. */
  fail(error: unknown): void {
    this.ended = { error };
  }

  /** It was kept from being sent. */
  keepBack(error: unknown): void {
    this.fail(error);
    this.keptBack = true;
  }

  /** Does `work`; what it throws is this write's error. */
  async try<T>(work: () => T | Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      this.fail(error);
      return null;
    }
  }
}

export function stillOpen(writes: readonly OpenWrite[]): OpenWrite[] {
  return writes.filter(({ outcome }) => outcome === null);
}

/**
 * Writes that can be under way side by side, in the order given: a second one to the same record, or of the same key,
 * waits for the first.
 */
export function roundsOf(writes: readonly OpenWrite[]): OpenWrite[][] {
  const rounds: OpenWrite[][] = [];
  const next = new Map<string, number>();
  for (const one of writes) {
    const { key, type, id, operation } = one.write;
    // What is to be created has no id in the CRM yet.
    const names = [`key ${key}`, ...(operation === 'create' ? [] : [`record ${type}/${id}`])];
    const round = Math.max(...names.map((name) => next.get(name) ?? 0));
    for (const name of names) next.set(name, round + 1);
    (rounds[round] ??= []).push(one);
  }
  return rounds;
}

/** Items that have the same words, in the order of the first of each. */
export function groupsOf<T>(items: readonly T[], words: (item: T) => readonly string[]): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = JSON.stringify(words(item));
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return [...groups.values()];
}

/** Neighbours, at most so many together. */
export function slicesOf<T>(items: readonly T[], most: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / most) }, (_, n) => items.slice(n * most, (n + 1) * most));
}
