/** What a template may be filled with: facts already written as a reader should see them. */
export type TemplateValues = Record<string, string | number>;

/** A template needs a fact that is not there; words are never written around a gap. */
export class MissingFacts extends Error {
  constructor(readonly missing: string[]) {
    super(`The template needs ${missing.join(', ')}, which is not known`);
    this.name = 'MissingFacts';
  }
}

/** `{{name}}`, or `{{name, if any}}`. */
const PLACEHOLDER = /\{\{\s*([A-Za-z][\w.]*)(,\s*if any)?\s*\}\}/g;
const PARAGRAPHS = /(\n[ \t]*\n)/;

/** Whether `{{…}}` is one as a whole. */
export const isPlaceholder = (braces: string): boolean => braces.replace(PLACEHOLDER, '') === '';

/** Names of the placeholders of a template, each once. */
export function placeholdersOf(template: string): string[] {
  return [...new Set([...template.matchAll(PLACEHOLDER)].map((m) => m[1] ?? ''))];
}

/**
 * Fills `{{name}}` from facts. A paragraph with an optional placeholder, `{{name, if any}}`, that has no fact is left out as a
 * whole.
 * @throws MissingFacts
 */
export function renderTemplate(template: string, values: TemplateValues): string {
  const unknown = (name = ''): boolean => values[name] === undefined || values[name] === '';
  const [first = '', ...rest] = template.split(PARAGRAPHS);
  const paragraphs = [['', first], ...pairs(rest)].filter(
    ([, text = '']) => ![...text.matchAll(PLACEHOLDER)].some(([, name, optional]) => optional && unknown(name)),
  );
  const written = paragraphs.map(([before, text], i) => `${i === 0 ? '' : before}${text}`).join('');
  const missing = placeholdersOf(written).filter(unknown);
  if (missing.length > 0) throw new MissingFacts(missing);
  return written.replace(PLACEHOLDER, (_, name: string) => String(values[name]));
}

/** Paragraphs, each with what divides it from the one before. */
function pairs(parts: readonly string[]): string[][] {
  return parts.flatMap((divider, i) => (i % 2 === 0 ? [[divider, parts[i + 1] ?? '']] : []));
}
