import { SPECIAL_FIELDS } from './fieldNames';

/** `expectedCloseDate` → `Expected close date`: a field or a part of a structured value as a page calls it. */
export function fieldInWords(field: string): string {
  const special = SPECIAL_FIELDS[field];
  if (special) return special;
  const words = field.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Which way a number of this name is written: a year is no amount, a share reads as per cent. */
export function kindOfNumber(name: string): 'year' | 'share' | 'plain' {
  if (/year$/i.test(name)) return 'year';
  if (/probability|chance of|discount|share|rate$|^p\(win\)$|completeness/i.test(name)) return 'share';
  return 'plain';
}
