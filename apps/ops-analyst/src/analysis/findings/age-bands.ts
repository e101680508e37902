/** Days a bar covers. */
const BAND = 20;

/** Deals by age and group; the last bar holds everything from `last` on. */
export function ageBands(
  ages: { age: number; group: string }[],
  last: number,
): { label: string; value: number; group: string }[] {
  const bands: { label: string; value: number; group: string }[] = [];
  for (let from = 0; from <= last; from += BAND) {
    const label = from + BAND > last ? `${from}+` : `${from}–${from + BAND - 1}`;
    for (const group of [...new Set(ages.map((a) => a.group))].sort().reverse()) {
      const inBand = ages.filter(
        (a) => a.group === group && a.age >= from && (a.age < from + BAND || from + BAND > last),
      );
      bands.push({ label, value: inBand.length, group });
    }
  }
  return bands;
}
