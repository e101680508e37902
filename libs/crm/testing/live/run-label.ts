/** What every record of a live run is named with; a word of its own, since HubSpot searches words. */
export const MARK = 'salesagentcontract';

const NAMED = new RegExp(`^${MARK} (\\d{14})([0-9a-f]{8})(?: |$)`);
/** A run that began longer ago does not go on any more. */
const OVER_MS = 3 * 3_600_000;

/** The label of one run: when it began, to the second, and a part of chance, so that two runs never share one. */
export function runLabel(now: Date, chance: string): string {
  return `${MARK} ${now.toISOString().replace(/\D/g, '').slice(0, 14)}${chance.slice(0, 8)}`;
}

/** Whether a record of this name is one of this run. */
export function isOfRun(label: string, name: string): boolean {
  return name === label || name.startsWith(`${label} `);
}

/** Whether a record of this name is left over from a run that did not come to its end. */
export function isLeftOver(name: string, now: Date): boolean {
  const begun = NAMED.exec(name)?.[1];
  if (!begun) return false;
  const [, day, time] = /^(\d{8})(\d{6})$/.exec(begun)!;
  const at = Date.parse(
    `${day!.replace(/(\d{4})(\d{2})(\d{2})/, '$1-$2-$3')}T${time!.replace(/(\d{2})(\d{2})(\d{2})/, '$1:$2:$3')}Z`,
  );
  return now.getTime() - at > OVER_MS;
}
