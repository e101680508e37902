// When proposals become visible to others, and where the time went before.
import { sleep } from '../start/stack.mjs';

const EVERY_MILLISECONDS = 5;

/** Looks at an agent's log for committed proposals, every few milliseconds: what it sees late, it counts as late. */
export class Sightings {
  #seen = new Map();
  #over = false;

  constructor(database, action) {
    this.database = database;
    this.action = action;
  }

  start() {
    this.running = this.#look();
  }

  async stop() {
    this.#over = true;
    await this.running;
  }

  /** Unix milliseconds at which the proposal about the record was seen; null when it was not, within the patience. */
  async of(record, patience = 60_000) {
    const until = performance.now() + patience;
    while (!this.#seen.has(record) && performance.now() < until) await sleep(1);
    return this.#seen.get(record) ?? null;
  }

  async #look() {
    let from = '0';
    while (!this.#over) {
      // Of transactions below the horizon everything was visible at the last look.
      const { rows } = await this.database.query({
        name: 'sightings',
        text: `select pg_snapshot_xmin(pg_current_snapshot())::text as horizon,
                 (select json_agg(stream) from qualification.event
                  where transaction_id >= $1::xid8 and type = 'ActionProposed') as streams`,
        values: [from],
      });
      const now = Date.now();
      const [{ horizon, streams }] = rows;
      for (const stream of streams ?? []) {
        const record = stream.startsWith(`${this.action}:`) ? stream.slice(this.action.length + 1) : null;
        if (record && !this.#seen.has(record)) this.#seen.set(record, now);
      }
      from = horizon;
      await sleep(EVERY_MILLISECONDS);
    }
  }
}

/** By record, the Unix milliseconds at which each station wrote its last edit and the proposal that came of it. */
export async function stations(database, action, records) {
  const { rows } = await database.query(
    `select c.record_type || '/' || c.record_id as record,
            extract(epoch from max(c.changed_at)) * 1000 as crm,
            extract(epoch from max(g.recorded_at)) * 1000 as log,
            extract(epoch from max(b.published_at)) * 1000 as bus,
            extract(epoch from max(p.recorded_at)) * 1000 as proposed
     from crm.change c
     join gateway.event g on g.stream = c.record_type || '/' || c.record_id and g.type = 'OpportunityOwnerChanged'
     join bus.log b on b.key = g.stream and b.topic like '%.crm.opportunity' and b.event ->> 'id' = g.id
     join qualification.event p on p.stream = $1 || ':' || g.stream and p.type = 'ActionProposed'
     where c.record_type || '/' || c.record_id = any($2) and c.after ? 'owner_id' and not c.before ? 'owner_id'
     group by 1`,
    [action, records],
  );
  return new Map(rows.map((row) => [row.record, row]));
}

/** Events on the bus between two moments, how many groups got each on average, and how many were proposals. */
export async function traffic(database, from, to) {
  const { rows } = await database.query(
    `select count(*)::int as events, coalesce(avg(g.groups), 0)::float as "fanOut",
            count(*) filter (where l.event ->> 'type' = 'ActionProposed')::int as proposals
     from bus.log l
     left join (select topic, count(*) as groups from bus.group_topic group by topic) g using (topic)
     where l.published_at between to_timestamp($1 / 1000.0) and to_timestamp($2 / 1000.0)`,
    [from, to],
  );
  const edited = await database.query(
    `select count(*)::int as groups from bus.group_topic where topic like '%.crm.opportunity'`,
  );
  return { ...rows[0], groupsOfDeals: edited.rows[0].groups };
}
