import { Happened, type BusTransport } from '@salesagent/bus';
import type { Playbook } from '@salesagent/playbook';
import type { Pool } from 'pg';
import type { Action } from '../define';
import { backtest, periodOf, type BacktestAsked, type BacktestResult } from './backtest';
import { assumptionsOf, keeping, topicsOf } from './keeping';
import { participants } from './overrides';
import { BacktestRefused } from './refused';

export interface BacktestsOptions {
  service: string;
  company: string;
  pool: Pool;
  transport: BusTransport;
  /** The one in force when a run is asked for. */
  playbook: () => Playbook;
  actions: readonly Action[];
  open(value: unknown): Promise<unknown>;
}

/** How far a run is. */
export type BacktestProgress =
  { phase: 'reading'; read: number; total: number } | { phase: 'looking'; day: string; looks: number };

/** After so long a run lets the process do something else; only fitting the win curve takes longer in one piece. */
const SLICE_MILLISECONDS = 8;
const TELL_EVERY_MILLISECONDS = 500;

/** Backtests of a service, one at a time, beside its live work and of it. */
export class Backtests {
  private running = false;

  constructor(private readonly options: BacktestsOptions) {}

  /** Says what cannot be run as asked, before anything is read. @throws BacktestRefused */
  check(asked: BacktestAsked): void {
    periodOf(asked);
    assumptionsOf(asked.assume ?? []);
    participants(this.options.actions, this.options.playbook(), asked.actions, asked.overrides ?? {});
    if (this.running) {
      throw new BacktestRefused(
        'already-running',
        `${this.options.service} runs a backtest already.`,
        'Try again when it has ended; it ends at once when whoever asked for it goes away.',
      );
    }
  }

  /** @throws BacktestRefused; the signal's reason when it is called off */
  async run(
    asked: BacktestAsked,
    signal: AbortSignal,
    tell: (progress: BacktestProgress) => void,
  ): Promise<BacktestResult> {
    this.check(asked);
    this.running = true;
    try {
      return await this.inTurn(asked, signal, atMostEvery(TELL_EVERY_MILLISECONDS, tell));
    } finally {
      this.running = false;
    }
  }

  private async inTurn(
    asked: BacktestAsked,
    signal: AbortSignal,
    tell: (progress: BacktestProgress) => void,
  ): Promise<BacktestResult> {
    const { service, company, pool, transport, actions, open } = this.options;
    const playbook = this.options.playbook();
    const chosen = actions.filter((a) => !asked.actions || asked.actions.includes(a.id));
    const happened = await Happened.read({
      ...{ pool, transport, company, reader: `${service}/backtest`, topics: topicsOf(chosen), signal },
      keep: keeping(chosen, assumptionsOf(asked.assume ?? [])),
      onProgress: (read, total) => tell({ phase: 'reading', read, total }),
    });
    try {
      let since = performance.now();
      return await backtest(asked, {
        ...{ actions, playbook, events: happened, open, span: await happened.span() },
        async breathe() {
          if (performance.now() - since < SLICE_MILLISECONDS) return;
          await new Promise((resolve) => setImmediate(resolve));
          signal.throwIfAborted();
          since = performance.now();
        },
        onDay: (day, looks) => tell({ phase: 'looking', day, looks }),
      });
    } finally {
      await happened.close();
    }
  }
}

function atMostEvery<T>(milliseconds: number, tell: (what: T) => void): (what: T) => void {
  let last = -Infinity;
  return (what) => {
    if (performance.now() - last < milliseconds) return;
    last = performance.now();
    tell(what);
  };
}
