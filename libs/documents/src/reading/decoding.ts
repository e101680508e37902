import { UnreadableDocument } from './unreadable';

/**
 * The text of a file of letters, its lines ended by `\n`, without the mark at its beginning. That mark says more of the
 * encoding than `charset` does: Notepad writes UTF-16.
 * @param file as messages should name it
 * @param charset a name as HTML gives it
 * @throws UnreadableDocument
 */
export function decodedText(file: string, bytes: Uint8Array, charset = 'utf-8'): string {
  const marked =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
  try {
    const text = new TextDecoder(marked ?? charset, { fatal: true }).decode(bytes).replaceAll('\r\n', '\n');
    if (!text.includes('\0')) return text;
  } catch {
    // An unknown name or a byte that is no letter: said below.
  }
  throw new UnreadableDocument(file, 'encoding', `is not text in ${charset}`, 'Save it in UTF-8.');
}
