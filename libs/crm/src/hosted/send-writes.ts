import { InvalidField, RecordNotFound } from '../errors';
import type { CrmWrite, FieldValues } from '../port';
import type { HostedParts } from './connector';
import { CrmForbidden, CrmUnavailable } from './errors';
import { groupsOf, slicesOf, type OpenWrite } from './open-write';
import type { HostedWrite, HostedWriteOutcome, MayBegin } from './port';

/** What writing needs, and whether what has not begun may. */
export interface WritingParts extends HostedParts {
  mayBegin?: MayBegin;
}

/** A write as it goes to the CRM, and the state it was decided on. */
export interface Sending {
  one: OpenWrite;
  hosted: Pick<HostedWrite, 'values' | 'unchangedSince'>;
  before: FieldValues | null;
  since: Date;
}

/**
 * Sends writes, as many in one request as the CRM takes, each request journalled before it is sent: after a crash
 * anywhere each write is looked up by its key. A request that fails leaves its own writes open; when the CRM is away or
 * its limit used up, those behind it are not sent, and nothing of them has begun. What an earlier attempt has begun goes
 * by itself: it is finished, whether others may begin or not.
 * @returns what the CRM said; writes that it said nothing of have failed
 */
export async function sendWrites(
  { crm, journal, mayBegin }: WritingParts,
  sendings: readonly Sending[],
): Promise<Map<OpenWrite, CrmAnswer>> {
  const outcomes = new Map<OpenWrite, CrmAnswer>();
  const groups = groupsOf(sendings, ({ one }) => [
    ...[one.object, one.write.operation, one.priority],
    one.sent ? 'begun' : 'new',
  ]);
  let broken: { error: unknown } | null = null;
  for (const slice of groups.flatMap((group) => slicesOf(group, crm.writesAtOnce))) {
    if (broken) {
      for (const { one } of slice) one.fail(notSent(broken.error));
      continue;
    }
    try {
      await journal.sending(slice.map(({ one, before, since }) => ({ key: one.write.key, before, since })));
      const { priority, sent } = slice[0]!.one;
      const told = await crm.write(slice.map(hostedOf), priority, sent ? undefined : mayBegin);
      slice.forEach(({ one }, index) => {
        const outcome = told[index]!;
        if (outcome.outcome === 'not-begun') one.keepBack(outcome.error);
        else if (outcome.outcome === 'open') one.fail(outcome.error);
        else outcomes.set(one, outcome);
      });
      broken = brokenBy(told.flatMap((one) => (one.outcome === 'open' ? [one.error] : [])));
    } catch (error) {
      for (const { one } of slice) one.fail(error);
      broken = brokenBy([error]);
    }
  }
  return outcomes;
}

/** What is forbidden is so for an object or a field; what else fails would fail again. */
function brokenBy(errors: readonly unknown[]): { error: unknown } | null {
  const [error] = errors.filter((one) => !(one instanceof CrmForbidden));
  return error === undefined ? null : { error };
}

type CrmAnswer = Exclude<HostedWriteOutcome, { outcome: 'not-begun' | 'open' }>;

/** Why the CRM did not write. `null`: it did, or the record is newer than the state the write was decided on. */
export function refusalOf(write: CrmWrite, outcome: CrmAnswer): Error | null {
  if (outcome.outcome === 'gone') return new RecordNotFound(write.type, write.id);
  if (outcome.outcome !== 'refused') return null;
  // Not in the CRM's words: they may repeat the value, and what is told here ends in the log.
  return new InvalidField(write.type, outcome.field ?? '*', `the CRM refused it (${outcome.code})`);
}

function hostedOf({ one, hosted }: Sending): HostedWrite {
  const { operation, id, key } = one.write;
  return { object: one.object, operation, id: operation === 'create' ? null : id, key, ...hosted };
}

function notSent(error: unknown): unknown {
  if (!(error instanceof CrmUnavailable)) return error;
  return new CrmUnavailable(`Not sent, after: ${error.message}`, error.retryAfterMs, false, { cause: error });
}
