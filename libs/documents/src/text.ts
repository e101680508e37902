import { strFromU8, unzipSync } from 'fflate';

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The words of a filed document, without its form. A Word document is a zip of XML; anything else is read as text. */
export function documentText(bytes: Uint8Array, mediaType: string): string {
  if (!mediaType.includes('wordprocessingml')) return Buffer.from(bytes).toString('utf8');
  const parts = unzipSync(bytes, { filter: ({ name }) => name.endsWith('.xml') });
  return Object.values(parts)
    .map((part) => wordsOf(strFromU8(part)))
    .join('\n');
}

/** Paragraphs become lines; a name that is set in two fonts is still one name. */
function wordsOf(xml: string): string {
  return xml
    .replace(/<\/w:p>/g, '\n')
    .replace(/<[^>]+>/g, '')
    .replace(/&(amp|lt|gt|quot|apos);/g, (_match, name: string) => ENTITIES[name]!);
}
