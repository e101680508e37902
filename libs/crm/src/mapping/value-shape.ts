import type { FieldSpec } from '@salesagent/canon/sales';

const LONGEST = 40;

/** A value by its shape alone, so that nobody can be recognised: `Ada@acme.com` → `Aaa@aaaa.aaa`. */
export function shapeOf(value: string): string {
  return shorten(
    value
      .replace(/\p{Lu}/gu, 'A')
      .replace(/[\p{L}\p{M}]/gu, (c) => (c === 'A' ? 'A' : 'a'))
      .replace(/\d/g, '9'),
  );
}

/** A value as a report may show it: personal ones and free text by their shape only. */
export function shown(value: unknown, spec?: Pick<FieldSpec, 'personal'>): string {
  const text = Array.isArray(value) ? value.join('; ') : String(value);
  return spec?.personal ? shapeOf(text) : shorten(text);
}

const shorten = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
};
