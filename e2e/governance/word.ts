import { inflateRawSync } from 'node:zlib';

const LOCAL_HEADER = Buffer.from('PK\u0003\u0004', 'latin1');
const BODY = 'word/document.xml';

/** The text of a .docx, without its mark-up. @throws when it is none */
export function textOfWord(file: Buffer): string {
  if (!file.subarray(0, 4).equals(LOCAL_HEADER)) throw new Error('not a .docx: it does not begin as a zip does');
  const name = file.indexOf(BODY);
  if (name < 0) throw new Error(`not a .docx: it holds no ${BODY}`);
  // A local header is 30 bytes, then the name, then extra bytes, then the deflated content.
  const content = name + BODY.length + file.readUInt16LE(name - 2);
  return inflateRawSync(file.subarray(content))
    .toString('utf8')
    .replace(/<[^>]+>/g, ' ');
}
