/** A backtest that cannot be run as it was asked for: what is wrong, where, and what to do instead. */
export class BacktestRefused extends Error {
  constructor(
    readonly code: 'bad-override' | 'unknown-action' | 'bad-period' | 'bad-assumption' | 'already-running',
    message: string,
    readonly remedy: string,
  ) {
    super(message);
    this.name = 'BacktestRefused';
  }
}
