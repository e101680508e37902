/** Dated exchange rates into the company's currency. */
export class Rates {
  private readonly byCurrency: ReadonlyMap<string, readonly (readonly [string, number])[]>;

  constructor(
    readonly company: string,
    rates: Readonly<Record<string, Readonly<Record<string, number>>>>,
  ) {
    const byDay = (a: readonly [string, number], b: readonly [string, number]) => (a[0] < b[0] ? -1 : 1);
    this.byCurrency = new Map(Object.entries(rates).map(([code, days]) => [code, Object.entries(days).sort(byDay)]));
  }

  /** What one unit was worth on a day (`YYYY-MM-DD`); `null` before the first rate or without any. */
  on(currency: string, day: string): number | null {
    if (currency === this.company) return 1;
    return this.byCurrency.get(currency)?.findLast(([from]) => from <= day)?.[1] ?? null;
  }

  /** An amount in the company's currency, to the cent; `null` where there is no rate. */
  convert(amount: number, currency: string, day: string): number | null {
    const rate = this.on(currency, day);
    return rate === null ? null : Math.round(amount * rate * 100) / 100;
  }
}
