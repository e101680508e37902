import { addDays } from '@salesagent/canon/sales';
import type { Random } from './random';

export function isWeekend(day: string): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6;
}

/** People work on weekdays; now and then somebody does not wait for Monday. */
export function workday(random: Random, day: string): string {
  if (!isWeekend(day) || random.chance(0.04)) return day;
  return addDays(day, new Date(`${day}T00:00:00Z`).getUTCDay() === 6 ? 2 : 1);
}

const OPENS = 8;
const CLOSES = 18;

/** A day and minutes since midnight, this many minutes of office time later (weekdays 08–18). */
export function afterOfficeMinutes(day: string, minute: number, wait: number): { day: string; minute: number } {
  let at = { day, minute: Math.max(minute, OPENS * 60) };
  let left = wait;
  while (isWeekend(at.day) || at.minute + left > CLOSES * 60) {
    if (!isWeekend(at.day)) left -= Math.max(0, CLOSES * 60 - at.minute);
    at = { day: addDays(at.day, 1), minute: OPENS * 60 };
  }
  return { day: at.day, minute: at.minute + left };
}
