import { useAddress } from '../../pieces/useAddress';

export interface Span {
  from: string;
  to: string;
}

const DAY_MILLISECONDS = 86_400_000;
export const USUAL_DAYS = 30;

/** Real days in UTC: what models cost is paid for in them, whatever the company's business day is. */
export const realToday = (): string => new Date().toISOString().slice(0, 10);

/** So many days, the last of them given. */
export function daysUpTo(to: string, days: number): Span {
  const from = new Date(Date.parse(to) - (days - 1) * DAY_MILLISECONDS);
  return { from: from.toISOString().slice(0, 10), to };
}

/** The span in the address of the page; the last 30 days where there is none. */
export function useSpan(): { span: Span; set: (span: Span) => void } {
  const { get, set } = useAddress();
  const usual = daysUpTo(get('to') ?? realToday(), USUAL_DAYS);
  return { span: { ...usual, from: get('from') ?? usual.from }, set: (span) => set({ ...span }) };
}
