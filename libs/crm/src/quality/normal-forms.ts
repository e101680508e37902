const LEGAL_FORMS = new Set([
  ...[
    'inc',
    'incorporated',
    'llc',
    'llp',
    'ltd',
    'limited',
    'corp',
    'corporation',
    'co',
    'company',
    'plc',
    'gmbh',
    'ag',
  ],
  ...['kg', 'se', 'sa', 'sas', 'sarl', 'bv', 'nv', 'ab', 'as', 'oy', 'spa', 'srl', 'pty', 'the', 'and', 'und'],
]);

/** Titles before a person's name. */
const TITLES = new Set(['dr', 'prof', 'mr', 'mrs', 'ms', 'herr', 'frau', 'ing']);

/** Mail providers whose domain says nothing of where somebody works. */
const FREE_MAIL = /^(gmail|googlemail|hotmail|outlook|live|yahoo|icloud|aol|gmx|web|proton(mail)?|qq|163)\.[a-z.]+$/;

/** Words of a name in plain lower case, legal forms and titles left out: `Müller & Söhne GmbH` → `muller`, `sohne`. */
export function nameTokens(name: unknown): string[] {
  if (typeof name !== 'string') return [];
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const words = plain
    .replace(/['’.]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  const telling = words.filter((w) => !LEGAL_FORMS.has(w) && !TITLES.has(w));
  return telling.length > 0 ? telling : words;
}

/** `https://www.Acme.com/de` and `acme.com` → `acme.com`; `null` where there is none or it says nothing. */
export function domainOf(website: unknown): string | null {
  if (typeof website !== 'string') return null;
  const host = website
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/^www\d?\./, '')
    .split(/[/?#:]/)[0]!;
  return /^[^\s@]+\.[a-z]{2,}$/.test(host) && !FREE_MAIL.test(host) ? host : null;
}

/** An e-mail address as mail servers compare it, without what follows a plus; `null` if it is none. */
export function emailOf(email: unknown): string | null {
  if (typeof email !== 'string') return null;
  const parts = /^([^\s@+]+)(?:\+[^\s@]*)?@([^\s@]+\.[^\s@]+)$/.exec(email.trim().toLowerCase());
  return parts && `${parts[1]}@${parts[2]}`;
}
