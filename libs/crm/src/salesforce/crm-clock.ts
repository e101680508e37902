import type { Timing } from '../hosted/port';

/** Salesforce's clock, as its answers tell it in whole seconds. */
export class CrmClock {
  private heard: { there: number; here: number } | null = null;

  constructor(private readonly timing: Timing) {}

  /** The time of an answer, from its `Date`; our own where it has none. */
  of(headers: Record<string, string>): Date {
    const at = Date.parse(headers['date'] ?? '');
    return Number.isNaN(at) ? this.timing.now() : new Date(at);
  }

  hear(headers: Record<string, string>): void {
    const there = Date.parse(headers['date'] ?? '');
    if (!Number.isNaN(there)) this.heard = { there, here: this.timing.now().getTime() };
  }

  /** It is this late there or later; `null` before the first answer. */
  atLeast(): Date | null {
    if (!this.heard) return null;
    return new Date(this.heard.there + this.timing.now().getTime() - this.heard.here);
  }
}
