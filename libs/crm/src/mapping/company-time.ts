/** Days and instants in a company's time zone. */
export class CompanyTime {
  private readonly format: Intl.DateTimeFormat;
  /** Zones are slow to ask, and a CRM's records share a few thousand days. */
  private readonly starts = new Map<string, string>();

  /** @throws RangeError for a zone that does not exist */
  constructor(readonly timeZone: string) {
    const parts = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const;
    this.format = new Intl.DateTimeFormat('en-GB', { timeZone, ...parts, second: '2-digit', hourCycle: 'h23' });
  }

  /** The company's day (`YYYY-MM-DD`) on which an instant falls. */
  dayOf(instant: Date): string {
    return this.local(instant).slice(0, 10);
  }

  /** The instant, ISO 8601 in UTC, at which a day begins in the company's zone. */
  startOf(day: string): string {
    const known = this.starts.get(day);
    if (known !== undefined) return known;
    const start = this.findStart(day);
    this.starts.set(day, start);
    return start;
  }

  private findStart(day: string): string {
    const utc = Date.parse(`${day}T00:00:00Z`);
    // Two steps reach it also on a day whose clock is moved; a midnight that is skipped gives the first instant after.
    let guess = utc - this.offset(new Date(utc));
    guess = utc - this.offset(new Date(guess));
    return new Date(this.dayOf(new Date(guess)) < day ? guess + 3_600_000 : guess).toISOString();
  }

  private offset(instant: Date): number {
    return Date.parse(`${this.local(instant)}Z`) - Math.floor(instant.getTime() / 1000) * 1000;
  }

  private local(instant: Date): string {
    const part = Object.fromEntries(this.format.formatToParts(instant).map((p) => [p.type, p.value]));
    const year = part['year']!.padStart(4, '0');
    return `${year}-${part['month']}-${part['day']}T${part['hour']}:${part['minute']}:${part['second']}`;
  }
}
