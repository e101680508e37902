import { decoded, filtersIn, inflated } from './pdf-filters';
import { damaged, UnreadableDocument } from './unreadable';

/** Rows of filters in one file, Flate alone not counted: programs use one or two. */
const ROWS_AT_MOST = 8;

/**
 * Refuses a PDF one of whose packed streams unpacks to more than the limit, before it is read: reading would unpack
 * it whole. Pictures in formats of their own are not unpacked for their text and not looked at.
 * @throws UnreadableDocument
 */
export function refuseBombs(file: string, data: Uint8Array): void {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const rows = filtersIn(bytes);
  if (rows.length > ROWS_AT_MOST) throw damaged(file, 'its parts are packed in too many ways');
  if (rows.some((row) => row.includes('lzw'))) {
    const remedy = 'Open it, print it to a new PDF and give that one.';
    throw new UnreadableDocument(file, 'old-format', 'is packed in a way of before 2003 (LZW)', remedy);
  }
  for (let at = bytes.indexOf('stream'); at >= 0; at = bytes.indexOf('stream', at + 6)) {
    if (bytes.toString('latin1', at - 3, at) === 'end') continue;
    const start = nextLine(bytes, at + 6);
    // Flate ends where it says so itself; words of the file could be put into it.
    inflated(file, bytes.subarray(start));
    if (rows.length === 0) continue;
    const end = bytes.indexOf('endstream', start);
    for (const row of rows) {
      let content = bytes.subarray(start, end < 0 ? undefined : end);
      for (const filter of row) if (filter !== 'lzw') content = inflated(file, decoded(file, filter, content));
    }
  }
}

/** Where the content of a stream begins: as the reader sees it, whatever stands behind the word is passed over. */
function nextLine(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== 0x0a && bytes[at] !== 0x0d) at++;
  return at + (bytes[at] === 0x0d && bytes[at + 1] === 0x0a ? 2 : 1);
}
