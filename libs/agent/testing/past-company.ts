import type { IntegrationEvent } from '@salesagent/canon/events';
import { addDays, daysBetween } from '@salesagent/canon/sales';
import { recordEvent } from './past';

/** The same numbers for the same seed (mulberry32), 0 ≤ n < 1. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const at = (day: string): string => `${day}T09:00:00.000Z`;

/**
 * A made-up company over some months: deals are engaged, move, change hands, are won and lost. Every event happened at
 * nine in the morning; nothing of it comes from an import unless `undatedOn` says so.
 */
export function pastCompany(
  seed: number,
  from: string,
  to: string,
  deals: number,
  undatedOn?: string,
): IntegrationEvent[] {
  const random = seeded(seed);
  const whole = (below: number): number => Math.floor(random() * below);
  const days = daysBetween(from, to);
  const events: IntegrationEvent[] = [];
  for (let n = 0; n < deals; n++) {
    const ref = `opportunity/D${String(n).padStart(3, '0')}`;
    let sequence = 0;
    const say = (type: string, day: string, set: Record<string, unknown>, undated = false): void => {
      if (day > to) return;
      const more = undated ? { by: 'import', undated: true } : { by: 'P1' };
      const event = recordEvent(type, ref, (sequence += 1), day, set, more);
      events.push({ ...event, occurredAt: undated ? event.occurredAt : at(day) });
    };
    const engaged = addDays(from, whole(Math.max(1, days - 10)));
    const owned = { ownerId: `P${1 + whole(4)}`, amount: 1_000 * (1 + whole(40)) };
    const born = { crmStage: 'Engaging', subStage: '4.1', createdAt: at(engaged), engagedAt: at(engaged) };
    say('OpportunityCreated', engaged, undatedOn ? born : { ...born, ...owned });
    if (random() < 0.3)
      say('OpportunityStageMoved', addDays(engaged, 5 + whole(30)), { crmStage: 'Validating', subStage: '4.2' });
    if (!undatedOn && random() < 0.2)
      say('OpportunityOwnerChanged', addDays(engaged, 36 + whole(20)), { ownerId: `P${1 + whole(4)}` });
    const fate = random();
    const closed = addDays(engaged, fate < 0.45 ? 25 + whole(60) : 58 + whole(30));
    const closing = { crmStage: 'Closed', subStage: '5.3', closedAt: at(closed) };
    if (fate < 0.45) say('OpportunityWon', closed, { ...closing, outcome: 'won' });
    else if (fate < 0.75) say('OpportunityLost', closed, { ...closing, outcome: 'lost' });
    if (undatedOn) say('OpportunityFieldsRevised', undatedOn, owned, true);
  }
  return events.sort((a, b) => (a.occurredAt < b.occurredAt ? -1 : a.occurredAt > b.occurredAt ? 1 : 0));
}
