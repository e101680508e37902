/** What a model is shown where a secret stood. */
export const SECRET = '[removed: looked like a secret]';

const SECRETS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g,
  /\b(?:sk|pk|rk)[-_](?:live|test|proj|ant|or)?[-_]?[A-Za-z0-9_-]{16,}/g,
  /\b(?:AKIA|ASIA|AIza|ya29\.|ghp_|gho_|ghs_|github_pat_|glpat-|npm_|xox[abprs]-|hf_|shpat_|SG\.|pat-|00D)[A-Za-z0-9_.!-]{10,}/g,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?/g,
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/]+:[^\s@/]+@[^\s]+/gi,
  /\b(?:bearer|basic)\s+[A-Za-z0-9+/_=.-]{16,}/gi,
  /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?\b/g,
];
/** `password: …`, `API key = …`; the name stays, so that it is seen what was there. */
const NAMED =
  /((?:pass(?:word|wd|phrase|code)?|pwd|pin|secret|token|api[ _-]?key|access[ _-]?key|private[ _-]?key|client[ _-]?secret|credentials?)\s*(?:is|=|:|→)\s*)(["']?)[^\s"',;]{4,}\2/gi;
const CARD = /\b\d(?:[ -]?\d){12,18}\b/g;
const RANDOM = /(?<![\w/+-])[A-Za-z0-9+/_-]{32,}={0,2}(?![\w/+-])/g;

/** A text without what looks like a key, a password or a card: no draft needs one, so none is shown to a model. */
export function withoutSecrets(text: string): string {
  let rest = text;
  for (const pattern of SECRETS) rest = rest.replace(pattern, SECRET);
  return rest
    .replace(NAMED, `$1${SECRET}`)
    .replace(CARD, (digits) => (isCard(digits) ? SECRET : digits))
    .replace(RANDOM, (word) => (/\d/.test(word) && /[a-z]/i.test(word) ? SECRET : word));
}

/** The check digit of card numbers (Luhn, ISO/IEC 7812-1). */
function isCard(text: string): boolean {
  const digits = [...text.replace(/\D/g, '')].reverse().map(Number);
  const sum = digits.reduce((total, digit, i) => {
    const doubled = digit * 2;
    return total + (i % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return digits.length >= 13 && sum % 10 === 0;
}
