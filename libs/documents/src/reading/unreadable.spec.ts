import { pdf, word } from '../../testing';
import { Paragraph } from 'docx';
import fc from 'fast-check';
import { strToU8, zipSync, type Zippable } from 'fflate';
import { deflateSync } from 'node:zlib';
import { readDocument } from './read-document';
import { READING_LIMITS, UnreadableDocument } from './unreadable';

const PART = '<?xml version="1.0"?>';
const asDocx = (document: string | Uint8Array): Buffer =>
  Buffer.from(
    zipSync({ 'word/document.xml': typeof document === 'string' ? strToU8(document) : document } as Zippable),
  );
const paragraph = (text: string): string =>
  `${PART}<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body></w:document>`;
const BIG = new Uint8Array(READING_LIMITS.partBytes + 1).fill(0x20);

/** A document in the container of Office before 2007, by name of one of its streams. */
const compound = (stream: string): Buffer =>
  Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600), Buffer.from(stream, 'utf16le')]);

async function refusalOf(file: string, bytes: Uint8Array) {
  const refused = await readDocument(file, bytes).then(
    () => null,
    (error: { reason: string; message: string; remedy: string }) => error,
  );
  return { reason: refused?.reason, message: refused?.message ?? 'was read', remedy: refused?.remedy };
}

describe('a file that cannot be read', () => {
  it.each<[string, string, () => Promise<Uint8Array> | Uint8Array]>([
    ['encrypted', 'a.docx', () => compound('EncryptedPackage')],
    ['old-format', 'a.doc', () => compound('WordDocument')],
    ['old-format', 'a.rtf', () => Buffer.from('{\\rtf1 hello}')],
    ['encrypted', 'a.pdf', () => pdf((page) => void page.text('secret'), { userPassword: 'x', pdfVersion: '1.7' })],
    ['scanned', 'scan.pdf', () => pdf((page) => void page.rect(0, 0, 500, 700).fill('#cccccc'))],
    ['damaged', 'a.pdf', () => Buffer.from('%PDF-1.7\nnothing more')],
    ['damaged', 'a.docx', async () => (await word([new Paragraph('x')])).subarray(0, 900)],
    ['unknown-format', 'a.xlsx', () => zipSync({ 'xl/workbook.xml': strToU8(PART) })],
    ['unknown-format', 'a.bin', () => Buffer.from([1, 2, 3])],
    ['empty', 'a.docx', () => word([])],
    ['empty', 'a.md', () => Buffer.from('---\ntitle: x\n---\n')],
    ['encoding', 'a.md', () => Buffer.from([0x50, 0xff, 0xfe, 0x00])],
    ['too-large', 'a.pdf', () => Buffer.alloc(READING_LIMITS.fileBytes + 1)],
    ['too-large', 'bomb.docx', () => asDocx(BIG)],
    ['too-large', 'many.html', () => Buffer.from('<i></i>'.repeat(READING_LIMITS.nodes + 1))],
    ['too-large', 'many.md', () => Buffer.from('- x\n'.repeat(READING_LIMITS.lines))],
    ['damaged', 'deep.md', () => Buffer.from(`${'>'.repeat(20_000)} x`)],
    ['damaged', 'deep.docx', () => asDocx(`${PART}${'<w:p>'.repeat(READING_LIMITS.depth + 1)}`)],
  ])('is refused as %s: %s', async (reason, file, make) => {
    const refused = await refusalOf(file, await make());
    expect(refused).toEqual({ reason, message: expect.stringContaining(file), remedy: expect.stringMatching(/\w{4}/) });
  });

  it('is not unpacked beyond the limit where an archive lies about its size', async () => {
    const bytes = asDocx(BIG);
    for (const signature of [0x04034b50, 0x02014b50]) {
      const header = Buffer.alloc(4);
      header.writeUInt32LE(signature);
      bytes.writeUInt32LE(10, bytes.indexOf(header) + (signature === 0x04034b50 ? 22 : 24));
    }
    expect((await refusalOf('bomb.docx', bytes)).reason).toBe('too-large');
  });

  it('is not unpacked beyond the limit where a PDF packs one stream in another', async () => {
    const packed = deflateSync(deflateSync(BIG));
    const head = '1 0 obj\n<< /Filter [/FlateDecode /FlateDecode] >>\nstream\n';
    const bytes = Buffer.concat([Buffer.from(`%PDF-1.7\n${head}`), packed, Buffer.from('\nendstream\nendobj\n')]);
    expect((await refusalOf('bomb.pdf', bytes)).reason).toBe('too-large');
  });

  it('brings nothing in from outside', async () => {
    const entity = `${PART}<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY a "${'b'.repeat(99)}">]>`;
    const { blocks } = await readDocument('a.docx', asDocx(paragraph('Before &e; &a;').replace(PART, entity)));
    expect(blocks).toMatchObject([{ text: 'Before &e; &a;' }]);
  });

  it('is read or refused whatever happened to its bytes', async () => {
    const whole = [
      ['a.docx', await word([new Paragraph('A discount is bought.')])],
      ['a.pdf', await pdf((page) => void page.text('A discount is bought. '.repeat(20)))],
    ] as const;
    const harm = fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(255)), {
      ...{ minLength: 1, maxLength: 12 },
    });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...whole), harm, fc.boolean(), async ([file, bytes], changes, cut) => {
        const harmed = Buffer.from(bytes);
        for (const [place, byte] of changes) harmed[Math.floor(place * harmed.length)] = byte;
        const given = cut ? harmed.subarray(0, Math.floor(changes[0]![0] * harmed.length)) : harmed;
        const error = await readDocument(file, given).then(
          () => null,
          (reason: unknown) => reason,
        );
        expect(error === null || error instanceof UnreadableDocument || error).toBe(true);
      }),
      { numRuns: 120, seed: 7 },
    );
  });
});
