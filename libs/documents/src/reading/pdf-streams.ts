import { inflateSync } from 'node:zlib';
import { READING_LIMITS, tooLarge } from './unreadable';

/** Bytes before a stream in which its dictionary stands. */
const DICTIONARY = 512;

/**
 * Refuses a PDF one of whose packed streams unpacks to more than the limit, before it is read: reading would unpack
 * it whole. Pictures in formats of their own are not unpacked for their text and not looked at.
 * @throws UnreadableDocument
 */
export function refuseBombs(file: string, data: Uint8Array): void {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  for (let at = bytes.indexOf('stream'); at >= 0; at = bytes.indexOf('stream', at + 6)) {
    if (bytes.toString('latin1', at - 3, at) === 'end') continue;
    const dictionary = bytes.toString('latin1', Math.max(0, at - DICTIONARY), at);
    const own = dictionary.slice(dictionary.lastIndexOf(' obj'));
    const filters = own.match(/\/(?:FlateDecode|Fl)\b/g)?.length ?? 0;
    if (filters === 0) continue;
    const start = at + 6 + (bytes[at + 6] === 0x0d ? 2 : 1);
    const end = bytes.indexOf('endstream', start);
    let content = bytes.subarray(start, end < 0 ? undefined : end);
    for (let n = 0; n < filters; n++) {
      const unpacked = unpack(file, content);
      if (unpacked === null) break;
      content = unpacked;
    }
  }
}

function unpack(file: string, content: Buffer): Buffer | null {
  try {
    return inflateSync(content, { maxOutputLength: READING_LIMITS.partBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw tooLarge(file, 'has a part that unpacks to', READING_LIMITS.partBytes);
    }
    // Encrypted or damaged, or not packed at all: the reader of the file says so.
    return null;
  }
}
