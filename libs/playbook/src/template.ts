/** What a template may be filled with: facts already written as a reader should see them. */
export type TemplateValues = Record<string, string | number>;

/** A template needs a fact that is not there; words are never written around a gap. */
export class MissingFacts extends Error {
  constructor(readonly missing: string[]) {
    super(`The template needs ${missing.join(', ')}, which is not known`);
    this.name = 'MissingFacts';
  }
}

const PLACEHOLDER = /\{\{\s*([A-Za-z][\w.]*)\s*\}\}/g;

/** Names of the placeholders of a template, each once. */
export function placeholdersOf(template: string): string[] {
  return [...new Set([...template.matchAll(PLACEHOLDER)].map((m) => m[1] ?? ''))];
}

/** Fills `{{name}}` from facts. @throws MissingFacts */
export function renderTemplate(template: string, values: TemplateValues): string {
  const missing = placeholdersOf(template).filter((name) => values[name] === undefined || values[name] === '');
  if (missing.length > 0) throw new MissingFacts(missing);
  return template.replace(PLACEHOLDER, (_, name: string) => String(values[name]));
}
