import { ISO_DATE } from './dates';
import { numbersIn, plainNumbersIn, type Unit } from './numbers';

interface Figure {
  value: number;
  from: string;
  unit: Unit;
  /** A number by itself, a field of a record; its unit is only in its name. */
  bare: boolean;
  /** The day or month of a date: no number that a claim may rest on. */
  ofDate: boolean;
}

const RATE_NAME = /percent|pct|share|rate|discount|probab|score/i;
const NO_MONEY_NAME = /days|weeks|months|years|minutes|hours|words|count|age|version|atmost|atleast|percent|level/i;

/** The numbers of sources, and where each is from. */
export class Figures {
  private readonly all: Figure[] = [];

  add(value: number, from: string): void {
    this.all.push({ value, from, unit: null, bare: true, ofDate: false });
  }

  addText(text: string, from: string): void {
    if (!/\d/.test(text)) return;
    const dates = [...text.matchAll(ISO_DATE)].map((m) => m.index);
    for (const { value, unit, at } of [...plainNumbersIn(text), ...numbersIn(text)]) {
      const ofDate = dates.some((start) => at > start && at < start + 10);
      this.all.push({ value, from, unit, bare: false, ofDate });
    }
  }

  /**
   * Where some number, as it stands or as a percentage, reads `value` within `near`.
   * @param strict a percentage must be a rate somewhere, an amount of money no number of days, and neither part of a date
   */
  from(value: number, near: number, unit: Unit, strict: boolean): string | null {
    const reads = (n: number): boolean => Math.abs(n - value) <= near + 1e-9;
    const found = this.all.find((f) => {
      if (strict && f.ofDate) return false;
      if (unit === '%') {
        if (f.bare && reads(f.value * 100) && (!strict || isShare(f))) return true;
        return reads(f.value) && (!strict || f.unit === '%' || (f.bare && RATE_NAME.test(f.from)));
      }
      return reads(f.value) && (!strict || unit !== 'money' || f.unit === 'money' || isAmount(f));
    });
    return found?.from ?? null;
  }
}

/** A share of one, by its name and its size: 0.9 is 90 %, while 90 words are no 9000 %. */
const isShare = ({ value, from }: Figure): boolean => Math.abs(value) <= 1 && RATE_NAME.test(from);

/** A number in a field that does not say it counts something else. */
function isAmount({ bare, from }: Figure): boolean {
  return bare && !NO_MONEY_NAME.test(from.slice(from.lastIndexOf('.') + 1));
}
