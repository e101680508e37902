// What the same database needs for the least that could be called the same: one row in, a notification, one row out.
import { sleep } from '../start/stack.mjs';

export class Peer {
  static async open(stack) {
    const [writer, answerer] = [await stack.database(), await stack.database()];
    await writer.query(`create schema if not exists bench; drop table if exists bench.asked, bench.answered;
      create table bench.asked (n int primary key, data jsonb not null);
      create table bench.answered (n int primary key, data jsonb not null)`);
    return new Peer(writer, answerer);
  }

  constructor(writer, answerer) {
    this.writer = writer;
    this.answerer = answerer;
    this.next = 0;
    answerer.on('notification', ({ payload }) => {
      answerer
        .query('insert into bench.answered select n, data from bench.asked where n = $1', [payload])
        .then(() => this.answered?.());
    });
  }

  /** Milliseconds from the INSERT to the commit of the answer. */
  async roundTrip() {
    if (this.next === 0) await this.answerer.query('listen bench');
    const n = ++this.next;
    const began = performance.now();
    const answered = new Promise((done) => (this.answered = done));
    await this.writer.query(
      `with asked as (insert into bench.asked values ($1, '{"ownerId": "rep-1"}') returning n)
       select pg_notify('bench', n::text) from asked`,
      [n],
    );
    await answered;
    return performance.now() - began;
  }

  /** Round trips, one after another with a pause, until `over` says so. */
  async until(over, pause) {
    const took = [];
    while (!over()) {
      took.push(await this.roundTrip());
      await sleep(pause);
    }
    return took;
  }

  async close() {
    await this.writer.query('drop schema bench cascade');
    await Promise.all([this.writer.end(), this.answerer.end()]);
  }
}
