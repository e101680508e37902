import { askService, type CrmRecord, type RunningStack } from '../harness';
import { sleep } from './patience';

/** A record, and what people were told of it. */
export interface Edited {
  record: string;
  version: number;
  /** Versions that gateway acknowledged, or that were found written after its answer was lost. */
  written: number[];
}

const WORKERS = 8;
/** Longest that a person waits for an answer before they look again. */
const ANSWER_MILLISECONDS = 8_000;

/** People who edit accounts and closed deals in the CRM, so many a second, and go on whatever is down. */
export class Traffic {
  readonly edited: Edited[] = [];
  lostAnswers = 0;
  private running: Promise<unknown> = Promise.resolve();
  private over = false;

  constructor(
    private readonly stack: RunningStack,
    private readonly token: string,
    private readonly random: () => number,
    private readonly perSecond: number,
  ) {}

  async start(): Promise<void> {
    for (const type of ['account', 'opportunity']) {
      const { body } = await askService<{ records: CrmRecord[] }>(this.stack, 'gateway', `/crm/${type}?limit=200`, {
        token: this.token,
      });
      // Open deals are left alone: proposals about them are to be approved meanwhile.
      const settled = body.records.filter((r) => type === 'account' || r.fields['outcome'] != null);
      for (const { id, version } of settled) this.edited.push({ record: `${type}/${id}`, version, written: [] });
    }
    this.running = Promise.all(Array.from({ length: WORKERS }, (_, n) => this.work(n)));
  }

  async stop(): Promise<void> {
    this.over = true;
    await this.running;
  }

  get count(): number {
    return this.edited.reduce((sum, { written }) => sum + written.length, 0);
  }

  /** Each record has one worker, so that what it was told of the record is in order. */
  private async work(worker: number): Promise<void> {
    const mine = this.edited.filter((_, n) => n % WORKERS === worker);
    const every = (WORKERS * 1_000) / this.perSecond;
    let next = performance.now() + every * this.random();
    while (!this.over) {
      await sleep(Math.max(0, next - performance.now()));
      next = Math.max(next + every, performance.now() - every * 5);
      const record = mine[Math.floor(this.random() * mine.length)]!;
      await this.edit(record, 100 + Math.floor(this.random() * 1_000_000));
    }
  }

  private async edit(edited: Edited, value: number): Promise<void> {
    const field = edited.record.startsWith('account/') ? 'revenue' : 'amount';
    for (let lost = false; ;) {
      try {
        if (lost) {
          const now = await this.ask(edited, {});
          const written = now.body.version > edited.version && now.body.fields[field] === value;
          if (now.status !== 200) throw new Error(`answered ${now.status}`);
          edited.version = now.body.version;
          if (written) return void edited.written.push(edited.version);
        }
        const answer = await this.ask(edited, { method: 'PATCH', body: { [field]: value }, version: edited.version });
        if (answer.status === 412) {
          lost = true;
          continue;
        }
        if (answer.status !== 200) throw new Error(`answered ${answer.status}`);
        edited.version = answer.body.version;
        return void edited.written.push(edited.version);
      } catch {
        this.lostAnswers += 1;
        lost = true;
        await sleep(250);
        if (this.over) return;
      }
    }
  }

  private ask(edited: Edited, what: { method?: string; body?: unknown; version?: number }) {
    const question = { token: this.token, ...what, milliseconds: ANSWER_MILLISECONDS };
    return askService<CrmRecord>(this.stack, 'gateway', `/crm/${edited.record}`, question);
  }
}
