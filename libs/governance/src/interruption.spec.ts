import { interruptionVerdict, isAtWork, isLead, restOfWeek, type Interrupting } from './interruption';

const calendar = { timeZone: 'UTC', holidays: ['2026-12-25'] };
const hours = { from: '08:00', until: '18:00', timeZone: 'America/New_York' };
const at = (time: string) => new Date(time);
const asked = (over: Partial<Interrupting> = {}): Interrupting => ({
  ...{ kind: 'case-escalated', person: { wanted: true, hours }, today: 0, cap: 5, quiet: false, calendar },
  ...{ now: at('2026-11-26T15:00:00Z'), expiresAt: at('2026-11-28T00:00:00Z') },
  ...over,
});

describe('whether somebody is interrupted', () => {
  it('is within their hours on a business day, in their time zone', () => {
    expect(interruptionVerdict(asked())).toEqual({ now: true });
    for (const now of ['2026-11-26T12:59:00Z', '2026-11-26T23:00:00Z', '2026-11-28T15:00:00Z', '2026-12-25T15:00:00Z'])
      expect([now, isAtWork(at(now), hours, calendar)]).toEqual([now, false]);
    expect(interruptionVerdict(asked({ now: at('2026-11-26T12:59:00Z') }))).toMatchObject({ now: false, over: false });
  });

  it('counts the hours after midnight to the day before', () => {
    const night = { from: '22:00', until: '06:00', timeZone: 'UTC' };
    expect(isAtWork(at('2026-11-28T05:00:00Z'), night, calendar)).toBe(true); // Saturday, begun on Friday
    expect(isAtWork(at('2026-11-30T05:00:00Z'), night, calendar)).toBe(false); // Monday, begun on Sunday
  });

  it('waits when they were interrupted often enough, and is over when it is no news any more', () => {
    expect(interruptionVerdict(asked({ today: 5 }))).toMatchObject({ now: false, over: false });
    expect(interruptionVerdict(asked({ now: at('2026-11-30T15:00:00Z') }))).toMatchObject({ now: false, over: true });
  });

  it('is never where they want none, or nobody is known', () => {
    expect(interruptionVerdict(asked({ person: { wanted: false, hours } }))).toMatchObject({ over: true });
    expect(interruptionVerdict(asked({ person: null }))).toMatchObject({ over: true });
  });

  it('is for closing matters only while a quarter ends', () => {
    expect(interruptionVerdict(asked({ quiet: true }))).toMatchObject({ over: true });
    expect(interruptionVerdict(asked({ quiet: true, kind: 'closing-this-week' }))).toEqual({ now: true });
  });
});

describe('what interrupts', () => {
  it('is a deal that closes from today to Sunday', () => {
    expect(restOfWeek('2026-11-26')).toEqual({ from: '2026-11-26', until: '2026-11-29' });
    expect(restOfWeek('2026-11-29')).toEqual({ from: '2026-11-29', until: '2026-11-29' });
    expect(restOfWeek('2026-11-30')).toEqual({ from: '2026-11-30', until: '2026-12-06' });
  });

  it.each([
    ['somebody without any deal', 'prospect', [], true],
    ['a deal in pipeline', 'prospect', ['3.2'], true],
    ['a customer’s new deal in pipeline', 'customer', ['3.1'], true],
    ['a customer without a deal', 'customer', [], false],
    ['a deal that is further on', 'prospect', ['3.1', '4.1'], false],
  ])('is a touch of %s: %s %j', (_what, lifecycle, openDeals, lead) => {
    expect(isLead({ lifecycle, openDeals })).toBe(lead);
  });
});
