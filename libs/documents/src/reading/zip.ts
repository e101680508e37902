import { crc32, inflateRawSync } from 'node:zlib';
import { damaged, READING_LIMITS, tooLarge, tooMany, UnreadableDocument } from './unreadable';

interface Entry {
  method: number;
  packed: number;
  checksum: number;
  /** Where its local header begins. */
  at: number;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;

/**
 * The parts of an Office file, unpacked one by one when asked for. What an archive says of its own sizes is not
 * believed: unpacking stops at the limit, so that a bomb costs no more than the limit.
 */
export class ZipParts {
  private unpacked = 0;

  private constructor(
    private readonly file: string,
    private readonly bytes: Buffer,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  /** @throws UnreadableDocument */
  static open(file: string, data: Uint8Array): ZipParts {
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    const end = endOf(bytes);
    if (end < 0) throw damaged(file, 'it ends in the middle');
    const count = bytes.readUInt16LE(end + 10);
    let at = bytes.readUInt32LE(end + 16);
    if (count > READING_LIMITS.parts || count === 0xffff) {
      throw tooMany(file, 'parts', READING_LIMITS.parts);
    }
    const entries = new Map<string, Entry>();
    for (let n = 0; n < count; n++) {
      if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== CENTRAL) throw damaged(file, 'its list of parts is cut');
      if (bytes.readUInt16LE(at + 8) & 1) {
        const remedy = 'Save it without a password and give that copy.';
        throw new UnreadableDocument(file, 'encrypted', 'is protected with a password', remedy);
      }
      const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset)) as [
        number,
        number,
        number,
      ];
      entries.set(bytes.toString('utf8', at + 46, at + 46 + name), {
        method: bytes.readUInt16LE(at + 10),
        checksum: bytes.readUInt32LE(at + 16),
        packed: bytes.readUInt32LE(at + 20),
        at: bytes.readUInt32LE(at + 42),
      });
      at += 46 + name + extra + comment;
    }
    return new ZipParts(file, bytes, entries);
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /** The text of a part, null where there is none. @throws UnreadableDocument */
  text(name: string): string | null {
    const entry = this.entries.get(name);
    if (!entry) return null;
    const content = this.content(name, entry);
    if (crc32(content) !== entry.checksum) throw damaged(this.file, `its part ${name} is not as it was written`);
    this.unpacked += content.length;
    if (this.unpacked > READING_LIMITS.unpackedBytes) {
      throw tooLarge(this.file, 'unpacks to', READING_LIMITS.unpackedBytes);
    }
    const utf16 = content[0] === 0xff && content[1] === 0xfe;
    return content.toString(utf16 ? 'utf16le' : 'utf8').replace(/^\uFEFF/, '');
  }

  private content(name: string, { method, packed, at }: Entry): Buffer {
    if (at + 30 > this.bytes.length || this.bytes.readUInt32LE(at) !== LOCAL) {
      throw damaged(this.file, `its part ${name} is not where it should be`);
    }
    const start = at + 30 + this.bytes.readUInt16LE(at + 26) + this.bytes.readUInt16LE(at + 28);
    const data = this.bytes.subarray(start, start + packed);
    if (method === 0) return data;
    if (method !== 8) throw damaged(this.file, `its part ${name} is packed in an unknown way`);
    try {
      return inflateRawSync(data, { maxOutputLength: READING_LIMITS.partBytes });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
        throw tooLarge(this.file, 'has a part that unpacks to', READING_LIMITS.partBytes);
      }
      throw damaged(this.file, `its part ${name} cannot be unpacked`);
    }
  }
}

/** Place of the record that ends an archive, which a comment of any length may follow. */
function endOf(bytes: Buffer): number {
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 22 - 0xffff); at--) {
    if (bytes.readUInt32LE(at) === END) return at;
  }
  return -1;
}
