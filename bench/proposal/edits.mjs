// Edits of CRM records over gateway's API, as people and connectors make them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sleep } from '../start/stack.mjs';

export class Edits {
  #versions = new Map();
  /** Edits that somebody else's came before: read again and repeated. */
  conflicts = 0;

  constructor(stack) {
    this.url = `${stack.facts.services.gateway.url}/crm/`;
    this.token = readFileSync(join(stack.home, 'operator-token'), 'utf8').trim();
  }

  /** Reads the versions of records, so that an edit is one request. */
  async know(records) {
    for (const record of records) this.#versions.set(record, (await this.#ask(record)).body.version);
  }

  /** Edits a record; gives when (Unix milliseconds) the request that went through was sent. */
  async edit(record, set) {
    for (;;) {
      const sent = Date.now();
      const { status, body } = await this.#ask(record, set);
      if (status === 200) {
        this.#versions.set(record, body.version);
        return sent;
      }
      if (status !== 412) throw new Error(`editing ${record} answered ${status}: ${JSON.stringify(body)}`);
      this.conflicts += 1;
      await this.know([record]);
    }
  }

  async #ask(record, set) {
    const response = await fetch(this.url + record, {
      method: set ? 'PATCH' : 'GET',
      headers: {
        authorization: `Bearer ${this.token}`,
        'content-type': 'application/json',
        ...(set ? { 'if-match': `"${this.#versions.get(record)}"` } : {}),
      },
      ...(set ? { body: JSON.stringify(set) } : {}),
    });
    return { status: response.status, body: await response.json() };
  }
}

/** Changes of many records in one transaction, as a connector writes down what a CRM's webhooks told it. */
export class Batches {
  #next = 0;

  /** @param records `{ table, column, id }` in the order in which they are changed, round and round */
  constructor(database, records) {
    this.database = database;
    this.records = records;
  }

  async write(size) {
    const some = Array.from({ length: size }, () => this.records[this.#next++ % this.records.length]);
    const value = 1_000 + this.#next;
    const updates = Map.groupBy(some, ({ table, column }) => `update crm.${table} set ${column} = ${value} + row.n`);
    await this.database.query(`begin; set local crm.by = 'connector'; set local crm.cause = 'webhook'`);
    try {
      await this.#update(updates);
      await this.database.query('commit');
    } catch (error) {
      await this.database.query('rollback');
      throw error;
    }
  }

  async #update(updates) {
    for (const [update, rows] of updates) {
      const list = `unnest($1::text[]) with ordinality as row(id, n)`;
      const { table } = rows[0];
      await this.database.query(`${update} from ${list} where ${table}.id = row.id`, [rows.map(({ id }) => id)]);
    }
  }
}

/**
 * Calls `work(n)` `perSecond` times a second for `seconds`, whether or not earlier ones have ended; waits for all.
 * What fails is counted and told at the end.
 */
export async function paced(perSecond, seconds, work) {
  const count = Math.round(perSecond * seconds);
  const failures = [];
  const began = performance.now();
  const all = [];
  for (let n = 0; n < count; n++) {
    const due = began + (n * 1_000) / perSecond;
    if (due > performance.now()) await sleep(due - performance.now());
    all.push(work(n).catch((error) => failures.push(String(error))));
  }
  const milliseconds = performance.now() - began;
  await Promise.all(all);
  return { perSecond: (count * 1_000) / milliseconds, failures };
}
