import type { CrmSource } from '../mapping/discover/discover';
import { rolesOf } from '../mapping/discover/standard-objects';
import { isNotRead, type DiscoverableCrm, type ListedObject, type NotRead } from './discoverable';
import { CrmForbidden, CrmUnavailable } from './errors';
import type { HostedKind, HostedRecord, ObjectDescription, Selection, Timing } from './port';

export interface LiveReading {
  source: CrmSource;
  /** What was asked for and not seen, each with its remedy. */
  notRead: NotRead[];
}

export interface LiveQuestion {
  /** Objects beside those that have a place in canon, and those the company made itself. */
  also: readonly string[];
  /** Most records of one object. Of one that has no place in canon and is not in `also`, one is enough. */
  most: number;
  timing: Timing;
  /** Called as each object is read; `looked` where no more than one record was asked for. */
  told?: (object: string, fields: number, records: number, looked: boolean) => void;
}

/** Objects without which there is no deal to speak of: that one of them is hidden is said. */
const EXPECTED: Readonly<Record<HostedKind, readonly string[]>> = {
  salesforce: ['User', 'Account', 'Contact', 'Opportunity'],
  hubspot: ['owners', 'companies', 'contacts', 'deals'],
};

/**
 * A CRM as it says of itself and as its newest records show it, for whoever writes its mapping. Nothing is written.
 * @throws CrmForbidden where the sign-in is refused or nothing at all can be seen, CrmUnavailable, QuotaExhausted
 */
export async function readLiveSource(crm: DiscoverableCrm, question: LiveQuestion): Promise<LiveReading> {
  const ask = patiently(question.timing);
  const names = chosen(crm.kind, await ask(() => crm.objects()), question.also);
  const objects: ObjectDescription[] = [];
  const notRead: NotRead[] = [];
  for (const name of names) {
    const seen = await ask(() => crm.look(name));
    if (isNotRead(seen)) notRead.push(seen);
    else objects.push(seen);
  }
  if (objects.length === 0) throw nothingSeen(crm.kind, notRead);
  const seen = new Set(objects.map(({ name }) => name));
  const records: HostedRecord[] = [];
  for (const description of objects) {
    const { name } = description;
    const selection = { object: name, fields: fieldsToRead(description, seen) };
    // An org may have made hundreds of these, and nothing is said of them but whether they hold anything.
    const looked = rolesOf(name, false).length === 0 && !question.also.includes(name);
    try {
      const newest = await ask(() => crm.newest(selection, looked ? 1 : question.most));
      question.told?.(name, selection.fields.length, newest.length, looked);
      for (const record of newest) records.push(record);
    } catch (error) {
      // Its description may be seen where its records are not; the others are still worth reading.
      if (!(error instanceof CrmForbidden)) throw error;
      notRead.push({ object: name, why: error.why, remedy: error.remedy });
    }
  }
  return { source: { crm: crm.kind, objects, records }, notRead };
}

/**
 * Live records of mapped objects, all of them up to `most` an object. Unlike the newest, they say how fresh records are.
 * @throws CrmForbidden, CrmUnavailable, QuotaExhausted
 */
export async function readMapped(
  crm: DiscoverableCrm,
  selections: readonly Selection[],
  { most, timing, told }: Omit<LiveQuestion, 'also'>,
): Promise<HostedRecord[]> {
  const ask = patiently(timing);
  const records: HostedRecord[] = [];
  for (const selection of selections) {
    const own: HostedRecord[] = [];
    let cursor: string | null = null;
    for (let more = true; more && own.length < most;) {
      const page = await ask(() => crm.backfill(selection, cursor));
      own.push(...page.records);
      ({ cursor, more } = page);
    }
    const kept = own.slice(0, most);
    told?.(selection.object, selection.fields.length, kept.length, false);
    for (const record of kept) records.push(record);
  }
  return records;
}

function chosen(kind: HostedKind, listed: readonly ListedObject[], also: readonly string[]): string[] {
  const wanted = listed.filter(({ name, own }) => own || rolesOf(name, false).length > 0).map(({ name }) => name);
  return [...new Set([...EXPECTED[kind], ...wanted, ...also])];
}

/** Associations with objects that are hidden cannot be asked for: the whole record would be refused. */
function fieldsToRead({ fields }: ObjectDescription, seen: ReadonlySet<string>): string[] {
  return fields
    .filter(({ name, references }) => !name.startsWith('associations.') || references.every((to) => seen.has(to)))
    .map(({ name }) => name);
}

const ATTEMPTS = 4;

/** What passes is waited for, once the CRM has answered at all: a wrong address is told at once. */
function patiently(timing: Timing): <T>(work: () => Promise<T>) => Promise<T> {
  let answered = false;
  return async (work) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const result = await work();
        answered = true;
        return result;
      } catch (error) {
        if (!(error instanceof CrmUnavailable) || !answered || attempt >= ATTEMPTS) throw error;
        await timing.sleep(error.retryAfterMs);
      }
    }
  };
}

function nothingSeen(kind: HostedKind, notRead: readonly NotRead[]): CrmForbidden {
  const why = notRead.map(({ object, why }) => `${object}: ${why}`).join('; ');
  const remedy = [...new Set(notRead.map((one) => one.remedy))].join('; ');
  return new CrmForbidden(`${kind} shows this sign-in no object at all (${why})`, 'NOTHING_SEEN', remedy);
}
