import type { Timing } from '@salesagent/crm';

/** The clock of the process that plays the CRM: whoever waits here moves it on there, so both count limits alike. */
export class SharedClock implements Timing {
  private constructor(
    private readonly control: string,
    private ms: number,
  ) {}

  static async of(control: string): Promise<SharedClock> {
    const clock = new SharedClock(control, 0);
    await clock.sleep(0);
    return clock;
  }

  now(): Date {
    return new Date(this.ms);
  }

  async sleep(ms: number): Promise<void> {
    const answer = await fetch(`${this.control}/sleep?ms=${ms}`, { method: 'POST' });
    this.ms = Number(await answer.text());
  }
}
