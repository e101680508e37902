const TO_ESCAPE = /["\\]/;
const EVERY_TO_ESCAPE = /["\\]/g;

/**
 * Many texts as one query parameter `$n::text[]`. The client's own conversion of an array searches and copies every
 * text; nearly none holds anything to escape.
 */
export function textList(texts: readonly (string | null)[]): string {
  let list = '';
  for (const text of texts) {
    if (list !== '') list += ',';
    if (text === null) list += 'NULL';
    else list += TO_ESCAPE.test(text) ? `"${text.replace(EVERY_TO_ESCAPE, '\\$&')}"` : `"${text}"`;
  }
  return `{${list}}`;
}
