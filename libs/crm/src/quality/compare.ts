import type { FieldValues } from '../port';
import { jaroWinkler } from './jaro-winkler';
import { domainOf, emailOf, nameTokens } from './normal-forms';

/** How alike two records are, 0 to 1, and what speaks for and against their being one. */
export interface Likeness {
  score: number;
  why: string[];
}

/**
 * How alike two names are whatever the order of their words: each word of the shorter meets its best match, and words
 * left over count against it. `Acme North` and `Acme South` are two companies: a pair of words that differ decides.
 */
export function nameLikeness(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  const [few, many] = a.length <= b.length ? [a, b] : [b, a];
  const left = [...many];
  let [worst, sum] = [1, 0];
  for (const word of few) {
    let [best, at] = [-1, 0];
    left.forEach((other, i) => {
      const alike = jaroWinkler(word, other);
      if (alike > best) [best, at] = [alike, i];
    });
    left.splice(at, 1);
    worst = Math.min(worst, best);
    sum += best;
  }
  const leftOver = left.join('').length / Math.max(1, many.join('').length);
  const byWord = (worst < 0.85 ? worst * 0.8 : sum / few.length) * (1 - 0.5 * leftOver);
  return Math.max(byWord, asOneWord(a, b));
}

/** `Data Corp` and `DataCorp` are one word or two; only nearly equal letters say so. */
function asOneWord(a: readonly string[], b: readonly string[]): number {
  const [x, y] = [a.join(''), b.join('')];
  if (Math.abs(x.length - y.length) > 2) return 0;
  const alike = jaroWinkler(x, y);
  return alike > 0.97 ? alike : 0;
}

/** What of a record is compared, brought into one form once. */
export interface ComparedForm {
  tokens: string[];
  domain: string | null;
  email: string | null;
  /** Digits of the telephone number, the last seven, which say the same with and without country code. */
  phone: string | null;
  account: string | null;
  country: string | null;
  city: string | null;
}

export function comparedForm(fields: FieldValues): ComparedForm {
  const text = (field: string) => (typeof fields[field] === 'string' ? fields[field] : null);
  const digits = text('phone')?.replace(/\D/g, '') ?? '';
  return {
    tokens: nameTokens(fields['name']),
    domain: domainOf(fields['website']),
    email: emailOf(fields['email']),
    phone: digits.length >= 7 ? digits.slice(-7) : null,
    account: text('accountId'),
    country: text('country')?.toLowerCase() ?? null,
    city: text('city')?.toLowerCase() ?? null,
  };
}

export function accountLikeness(a: ComparedForm, b: ComparedForm): Likeness {
  const name = nameLikeness(a.tokens, b.tokens);
  const why = [`names ${percent(name)} alike`];
  let score = name;
  if (a.domain && b.domain) {
    score = a.domain === b.domain ? Math.max(0.6 + 0.4 * name, name) : name * 0.8;
    why.push(a.domain === b.domain ? `same domain ${a.domain}` : 'different domains');
  }
  for (const field of ['country', 'city'] as const) {
    if (!a[field] || !b[field] || a[field] === b[field]) continue;
    score *= 0.93;
    why.push(`different ${field}`);
  }
  return { score, why };
}

export function contactLikeness(a: ComparedForm, b: ComparedForm): Likeness {
  const name = nameLikeness(a.tokens, b.tokens);
  const why = [`names ${percent(name)} alike`];
  if (a.email && a.email === b.email) {
    // People share addresses such as info@; a different name is then a different person.
    return { score: name >= 0.65 ? 0.99 : 0.5 + 0.3 * name, why: [...why, 'same e-mail address'] };
  }
  const otherMailbox = a.email && b.email && a.email.split('@')[0] !== b.email.split('@')[0];
  if (a.email && b.email) why.push('different e-mail addresses');
  const sameAccount = a.account !== null && a.account === b.account;
  if (sameAccount) why.push('same account');
  const samePhone = a.phone !== null && a.phone === b.phone;
  if (samePhone) why.push('same telephone number');
  if (samePhone && name >= 0.8) return { score: 0.95, why };
  return { score: name * (sameAccount ? (otherMailbox ? 0.86 : 0.97) : 0.75), why };
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
