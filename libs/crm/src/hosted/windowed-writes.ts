import { checkFields } from '../edit';
import type { CrmWrite, WriteOutcome } from '../port';
import type { HostedParts } from './connector';
import { createRecords } from './creations';
import { deleteRecords } from './deletions';
import { CrmForbidden, CrmUnavailable, QuotaExhausted } from './errors';
import { OpenWrite, roundsOf, stillOpen } from './open-write';
import type { MayBegin } from './port';
import { updateRecords } from './updates';

const OPERATIONS = { create: createRecords, update: updateRecords, delete: deleteRecords } as const;

/**
 * Writes into a CRM that cannot compare and write in one step. Records are read just before; a write carries only the
 * fields that change and, where the CRM has such a thing, the time of the state it was decided on; the field history is
 * read just after, and a person's value that the write hit in between is put back. Each of these is one request for as
 * many writes as the CRM takes in one; what becomes of a write is its own.
 */
export class WindowedWrites {
  constructor(private readonly parts: HostedParts) {}

  /** The same key again settles what the first attempt left open. */
  async write(writes: readonly CrmWrite[], mayBegin?: MayBegin): Promise<WriteOutcome[]> {
    const all = writes.map((write) => new OpenWrite(write));
    for (const round of roundsOf(all)) await this.round(round, mayBegin);
    return all.map((one) => one.outcome!);
  }

  private async round(writes: readonly OpenWrite[], mayBegin: MayBegin | undefined): Promise<void> {
    for (const one of writes) await one.try(() => checkFields(one.write.type, one.write.set));
    await together(stillOpen(writes), (open) => this.recall(open));
    for (const [operation, carryOut] of Object.entries(OPERATIONS)) {
      const open = stillOpen(writes).filter(({ write }) => write.operation === operation);
      if (open.length === 0) continue;
      await together(open, async () => {
        await carryOut({ ...this.parts, ...(mayBegin ? { mayBegin } : {}) }, open);
        await this.parts.journal.done(open.flatMap(resultOf));
      });
      // Of what no attempt has brought into the CRM nothing is left: it counts as not begun.
      const withdrawn = open.filter(
        ({ sent, keptBack, outcome }) => !sent && (keptBack || hadNoEffect(outcome?.error)),
      );
      if (withdrawn.length > 0)
        await together(withdrawn, () => this.parts.journal.withdraw(withdrawn.map(({ write }) => write.key)));
    }
  }

  private async recall(writes: readonly OpenWrite[]): Promise<void> {
    const known = await this.parts.journal.find(writes.map(({ write }) => write.key));
    for (const one of writes) {
      one.sent = known.get(one.write.key) ?? null;
      if (one.sent?.result) one.end(one.sent.result);
    }
  }
}

/** What goes wrong for all of them is each one's error. */
async function together(
  writes: readonly OpenWrite[],
  work: (writes: readonly OpenWrite[]) => Promise<void>,
): Promise<void> {
  if (writes.length === 0) return;
  try {
    await work(writes);
  } catch (error) {
    for (const one of writes) if (!one.outcome?.error) one.fail(error);
  }
}

function resultOf({ write, outcome }: OpenWrite) {
  return outcome?.result ? [{ key: write.key, result: outcome.result }] : [];
}

/** Adapters say of everything that may have taken effect that it may have happened. */
function hadNoEffect(error: unknown): boolean {
  if (error instanceof CrmUnavailable) return !error.mayHaveHappened;
  return error instanceof QuotaExhausted || error instanceof CrmForbidden;
}
