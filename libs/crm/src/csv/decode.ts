import type { ImportProblem } from '../errors';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/**
 * Bytes → text. UTF-8 is read strictly, UTF-16 by its byte order mark; anything else is refused rather than
 * guessed, because a wrong guess spoils names silently. `windows-1252` is read only where the mapping says so.
 */
export function decode(file: string, content: Buffer, told?: Encoding): { text: string } | { problem: ImportProblem } {
  const encoding = told ?? sniff(content);
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(content) };
  } catch {
    return { problem: wrongEncoding(file, content, encoding) };
  }
}

function sniff(content: Buffer): Encoding {
  if (content[0] === 0xff && content[1] === 0xfe) return 'utf-16le';
  if (content[0] === 0xfe && content[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

function wrongEncoding(file: string, content: Buffer, encoding: Encoding): ImportProblem {
  return {
    code: 'wrong-encoding',
    file,
    row: encoding === 'utf-8' ? lineOfFirstBadByte(content) : null,
    message: `the file is not valid ${encoding.toUpperCase()}`,
    remedy:
      'export it as UTF-8; if it is a Windows export, say `encoding: windows-1252` in the mapping file and check the names',
  };
}

function lineOfFirstBadByte(content: Buffer): number | null {
  let line = 1;
  let start = 0;
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let end = content.indexOf(0x0a); start < content.length; end = content.indexOf(0x0a, start)) {
    const stop = end === -1 ? content.length : end;
    try {
      decoder.decode(content.subarray(start, stop));
    } catch {
      return line;
    }
    start = stop + 1;
    line += 1;
  }
  return null;
}
