import type { Client } from '@hubspot/api-client';
import { associationsOf, primaryType, type Associations } from './associations';
import type { HubSpotConnection } from './connection';
import { Refusal, type HubSpotErrorBody } from './failures';
import { chunked } from './objects';
import { afterSome, type Turn } from './write-batches';

/** Pairs of records in one request that makes or removes associations. */
const PAIRS = 2_000;

type BatchApi = Client['crm']['associations']['v4']['batchApi'];

const NONE: Associations = { ids: [], primary: null };

/** What a record is to be associated with, the primary one first. */
export interface Wanted {
  id: string;
  wanted: readonly string[];
}

interface Pair {
  _from: { id: string };
  to: { id: string };
}

/**
 * Makes these the records' associations to `to`, of all of them together: makes what is missing, says which is the
 * primary one, removes what is too many. Asks `mayBegin` before the first of these.
 * @returns what HubSpot does not accept, by record
 */
export async function setAssociations(
  connection: HubSpotConnection,
  { from, to }: { from: string; to: string },
  records: readonly Wanted[],
  { priority, mayBegin }: Turn,
): Promise<Map<string, Refusal>> {
  const ids = records.map(({ id }) => id);
  const present = await associationsOf(connection, from, to, ids, priority);
  const refused = new Map<string, Refusal>();
  let wrote = false;
  const write = async <T>(
    send: (api: BatchApi) => Promise<{ data: T; headers: Record<string, string> }>,
  ): Promise<T> => {
    const answer = await connection.request(
      'write',
      priority,
      (client) => send(client.crm.associations.v4.batchApi),
      wrote ? undefined : mayBegin,
    );
    wrote = true;
    return answer;
  };
  const each = async <T>(
    inputsOf: (one: Wanted, has: Associations) => T[],
    send: (inputs: T[]) => Promise<unknown>,
  ) => {
    const open = records.filter(({ id }) => !refused.has(id));
    const asked = open.map((one) => ({ id: one.id, inputs: inputsOf(one, present.get(one.id) ?? NONE) }));
    try {
      await sendHalving(
        asked.filter(({ inputs }) => inputs.length > 0),
        refused,
        send,
      );
    } catch (thrown) {
      throw afterSome(wrote, thrown);
    }
  };
  const pair = (id: string, other: string): Pair => ({ _from: { id }, to: { id: other } });
  await each(
    ({ id, wanted }, { ids: has }) => wanted.filter((one) => !has.includes(one)).map((one) => pair(id, one)),
    (inputs) => write((api) => api.createDefaultWithHttpInfo(from, to, { inputs })),
  );
  const primary = primaryType(from, to);
  const types = [{ associationCategory: 'HUBSPOT_DEFINED' as never, associationTypeId: primary! }];
  await each(
    ({ id, wanted: [first] }, has) =>
      primary === undefined || first === undefined || first === has.primary ? [] : [{ ...pair(id, first), types }],
    (inputs) => write((api) => api.createWithHttpInfo(from, to, { inputs })),
  );
  await each(
    ({ id, wanted }, { ids: has }) => {
      const extra = has.filter((one) => !wanted.includes(one)).map((one) => ({ id: one }));
      return extra.length > 0 ? [{ _from: { id }, to: extra }] : [];
    },
    (inputs) => write((api) => api.archiveWithHttpInfo(from, to, { inputs })),
  );
  return refused;
}

/**
 * Sends the inputs of several records in one request. What HubSpot does not accept, as a whole or in part, is halved
 * until it stands alone: making or removing an association twice is doing it once.
 */
async function sendHalving<T>(
  records: readonly { id: string; inputs: T[] }[],
  refused: Map<string, Refusal>,
  send: (inputs: T[]) => Promise<unknown>,
): Promise<void> {
  const inputs = records.flatMap((one) => one.inputs);
  if (inputs.length === 0) return;
  try {
    if (inputs.length <= PAIRS || records.length === 1) {
      for (const some of chunked(inputs, PAIRS)) accepted(await send(some));
      return;
    }
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    if (records.length === 1) return void refused.set(records[0]!.id, thrown);
  }
  const middle = Math.ceil(records.length / 2);
  await sendHalving(records.slice(0, middle), refused, send);
  await sendHalving(records.slice(middle), refused, send);
}

/** The answer 207 names what of a batch was not accepted. @throws Refusal */
function accepted(answer: unknown): void {
  const [error] = (answer as { errors?: HubSpotErrorBody[] } | undefined)?.errors ?? [];
  if (error) throw new Refusal(207, error);
}
