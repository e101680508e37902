import { inflateSync } from 'node:zlib';
import { READING_LIMITS, tooLarge } from './unreadable';

/** A way in which a stream of a PDF is written, apart from Flate. */
export type PdfFilter = 'hex' | 'base85' | 'runs' | 'lzw';

const NAMES: Readonly<Record<string, PdfFilter | 'flate'>> = {
  ...{ FlateDecode: 'flate', Fl: 'flate', LZWDecode: 'lzw', LZW: 'lzw', RunLengthDecode: 'runs', RL: 'runs' },
  ...{ ASCIIHexDecode: 'hex', AHx: 'hex', ASCII85Decode: 'base85', A85: 'base85' },
};
const NAME = `/(?:${Object.keys(NAMES).join('|')})(?![^\\s/<>\\[\\](){}%])`;
const RUN = new RegExp(`${NAME}(?:\\s*${NAME})*`, 'g');

/**
 * Every row of filters that a file names outside packed parts, but for Flate, which its own first bytes tell. They are
 * looked for in the whole file: where a dictionary begins and ends is its author's to say.
 */
export function filtersIn(bytes: Buffer): PdfFilter[][] {
  const text = bytes
    .toString('latin1')
    .replace(/#([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
  const rows = new Set<string>();
  for (const [run] of text.matchAll(RUN)) {
    const filters = run
      .split('/')
      .map((name) => NAMES[name.trim()])
      .filter((filter) => filter !== undefined && filter !== 'flate');
    if (filters.length > 0) rows.add(filters.join(' '));
  }
  return [...rows].map((row) => row.split(' ') as PdfFilter[]);
}

/** Unpacks Flate, once for each time something is packed; what is none is handed back. @throws UnreadableDocument */
export function inflated(file: string, content: Buffer): Buffer {
  for (let unpacked = content; ;) {
    const [method = 0, flags = 0] = unpacked;
    if ((method & 15) !== 8 || ((method << 8) + flags) % 31 !== 0) return unpacked;
    try {
      unpacked = inflateSync(unpacked, { maxOutputLength: READING_LIMITS.partBytes });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw bomb(file);
      // Encrypted or damaged, or not packed at all: the reader of the file says so.
      return unpacked;
    }
  }
}

/** Takes off one filter. @throws UnreadableDocument */
export function decoded(file: string, filter: Exclude<PdfFilter, 'lzw'>, content: Buffer): Buffer {
  if (filter === 'hex') return Buffer.from(upTo(content, '>').replace(/[^0-9a-f]/gi, ''), 'hex');
  return filter === 'base85' ? base85(file, upTo(content, '~')) : runs(file, content);
}

const bomb = (file: string) => tooLarge(file, 'has a part that unpacks to', READING_LIMITS.partBytes);

function upTo(content: Buffer, end: string): string {
  const at = content.indexOf(end, 2);
  return content.toString('latin1', 0, at < 0 ? undefined : at);
}

function base85(file: string, text: string): Buffer {
  const digits = text.replace(/^\s*<~/, '').replace(/[^!-uz]/g, '');
  const out = Buffer.alloc(Math.min(digits.length * 4, READING_LIMITS.partBytes + 4));
  let [at, value, held] = [0, 0, 0];
  for (let i = 0; i < digits.length; i++) {
    const zeros = held === 0 && digits[i] === 'z';
    value = zeros ? 0 : value * 85 + digits.charCodeAt(i) - 33;
    held = zeros ? 5 : held + 1;
    if (held < 5) continue;
    at = out.writeUInt32BE(value % 2 ** 32, at);
    if (at > READING_LIMITS.partBytes) throw bomb(file);
    [value, held] = [0, 0];
  }
  if (held < 2) return out.subarray(0, at);
  for (let i = held; i < 5; i++) value = value * 85 + 84;
  const rest = Buffer.alloc(4);
  rest.writeUInt32BE(value % 2 ** 32);
  return Buffer.concat([out.subarray(0, at), rest.subarray(0, held - 1)]);
}

function runs(file: string, content: Buffer): Buffer {
  const parts: Buffer[] = [];
  let length = 0;
  for (let at = 0; at < content.length && content[at] !== 128;) {
    const count = content[at]!;
    const part = count < 128 ? content.subarray(at + 1, at + 2 + count) : Buffer.alloc(257 - count, content[at + 1]);
    at += count < 128 ? count + 2 : 2;
    length += part.length;
    if (length > READING_LIMITS.partBytes) throw bomb(file);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
