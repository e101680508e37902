import { pdf, word } from '../../testing';
import { Paragraph } from 'docx';
import fc from 'fast-check';
import { strToU8, zipSync, type Zippable } from 'fflate';
import { constants, deflateRawSync, deflateSync } from 'node:zlib';
import { hardMarkdown } from './markdown-bounds';
import { decoded } from './pdf-filters';
import { readDocument } from './read-document';
import { READING_LIMITS, UnreadableDocument } from './unreadable';

jest.setTimeout(60_000);

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
    ['too-large', 'deep.md', () => Buffer.from(`${'>'.repeat(2_000)} x`)],
    ['too-large', 'lists.md', () => Buffer.from(`${'- '.repeat(2_000)}x`)],
    ['too-large', 'long.md', () => Buffer.from('*a_ '.repeat(20_000))],
    ['too-large', 'marks.md', () => Buffer.from('*a_ *a_ *a_\n'.repeat(2_000))],
    ['too-large', 'links.md', () => Buffer.from('](a'.repeat(5_000))],
    ['damaged', 'deep.docx', () => asDocx(`${PART}${'<w:p>'.repeat(READING_LIMITS.depth + 1)}`)],
  ])('is refused as %s: %s', async (reason, file, make) => {
    const refused = await refusalOf(file, await make());
    expect(refused).toEqual({ reason, message: expect.stringContaining(file), remedy: expect.stringMatching(/\w{4}/) });
  });

  it('is told by its line where it is Markdown', async () => {
    const text = `---\ntitle: x\n---\n\n# List\n\n${'- '.repeat(2_000)}x\n`;
    expect((await refusalOf('lists.md', Buffer.from(text))).message).toContain('inside one another (line 7)');
  });

  it('is not one for many marks as people write them', async () => {
    const item = '- **Owner**: asks *first*, see [the list](prices.md) and `field_name`\n';
    const row = '| **Small** | snake_case_name | [link](a.md) |\n';
    const nested = '        - **deep** in it\n';
    const text = `# Much\n\n${item.repeat(2_000)}\n${(item + nested).repeat(500)}\n${row.repeat(300)}`;
    expect(hardMarkdown(text)).toBeNull();
    expect(hardMarkdown('\\*a\\_ '.repeat(2_500))).toBeNull();
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

  const base85 = (bytes: Buffer): string =>
    Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) => {
      const value = bytes.readUInt32BE(i * 4);
      return [4, 3, 2, 1, 0].map((n) => String.fromCharCode(33 + (Math.floor(value / 85 ** n) % 85))).join('');
    }).join('');
  const runs = (bytes: Buffer): Buffer =>
    Buffer.concat([...bytes].map((byte) => Buffer.from([0, byte])).concat(Buffer.from([128])));
  const streamed = (dictionary: string, content: string | Buffer, keyword = 'stream\n'): Buffer =>
    Buffer.concat([
      Buffer.from(`%PDF-1.7\n1 0 obj\n<< ${dictionary} >>\n${keyword}`),
      Buffer.from(content as string),
      Buffer.from('\nendstream\nendobj\n'),
    ]);
  const twice = Buffer.concat([BIG, BIG]);
  const flate = deflateSync(twice);
  const stored = deflateSync(Buffer.from('endstream '), { level: 0, finishFlush: constants.Z_SYNC_FLUSH });
  const behind = Buffer.concat([stored, deflateRawSync(twice)]);

  it.each<[string, Buffer]>([
    ['a long dictionary', streamed(`/Filter /FlateDecode /X (${'x'.repeat(600)})`, flate)],
    ['a dictionary with another object in a string', streamed('/Filter /FlateDecode /X (2 0 obj stream )', flate)],
    ['a name in other letters', streamed('/Filter /Fl#61teDecode', flate)],
    ['words behind the keyword', streamed('/Filter /FlateDecode', flate, 'stream  \r\n')],
    ['its own end inside', streamed('/Filter /FlateDecode', behind)],
    ['digits of base 16', streamed('/Filter [/ASCIIHexDecode /FlateDecode]', `${flate.toString('hex')}>`)],
    ['digits of base 85', streamed('/Filter [ /A85 /Fl ]', `${base85(flate)}~>`)],
    ['runs', streamed('/Filter [/RunLengthDecode/FlateDecode]', runs(flate))],
    [
      'filters named elsewhere',
      Buffer.concat([streamed('/Filter 2 0 R', runs(flate)), Buffer.from('2 0 obj [/RL /Fl]')]),
    ],
    ['runs of runs', streamed('/Filter /RL', Buffer.alloc(3_000_000, Buffer.from([129, 32])))],
    ['zeros', streamed('/Filter /A85', `${'z'.repeat(READING_LIMITS.partBytes / 4 + 1)}~>`)],
  ])('is not unpacked beyond the limit where a PDF hides it behind %s', async (_, bytes) => {
    expect((await refusalOf('bomb.pdf', bytes)).reason).toBe('too-large');
  });

  it('of a PDF packed in a way that is not looked through is refused with the remedy', async () => {
    const { reason, remedy } = await refusalOf('old.pdf', streamed('/Filter [/ASCII85Decode /LZWDecode]', 'J..~>'));
    expect({ reason, remedy }).toEqual({ reason: 'old-format', remedy: expect.stringContaining('print it') });
  });

  it('of digits that are no bomb is looked through without harm', () => {
    const packed = deflateSync(Buffer.from('BT (Discounts) Tj ET'.repeat(9)));
    const whole = packed.subarray(0, packed.length - (packed.length % 4));
    expect(decoded('a.pdf', 'base85', Buffer.from(`<~${base85(whole)}~>`))).toEqual(whole);
    expect(decoded('a.pdf', 'base85', Buffer.from('z87cURDZ~>'))).toEqual(Buffer.from('\0\0\0\0Hello'));
    expect(decoded('a.pdf', 'hex', Buffer.from('48 65 6C6C6f>ff'))).toEqual(Buffer.from('Hello'));
    expect(decoded('a.pdf', 'runs', runs(packed))).toEqual(packed);
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
