import { inflateRawSync } from 'node:zlib';
import {
  documentModelSchema,
  documentText,
  DOCX,
  PictureError,
  renderDocx,
  renderMarkdown,
  renderPng,
  type DocumentModel,
} from '.';

const bars = {
  data: {
    values: [
      { month: 'first', rate: 0.49 },
      { month: 'third', rate: 0.81 },
    ],
  },
  mark: 'bar',
  encoding: { x: { field: 'month', type: 'nominal' }, y: { field: 'rate', type: 'quantitative' } },
};
const model: DocumentModel = documentModelSchema.parse({
  title: 'Pipeline X-ray',
  subtitle: 'As of 2017-12-31',
  blocks: [
    { kind: 'heading', level: 1, text: 'Dead & buried <deals>' },
    { kind: 'paragraph', text: '**1,291** of 1,589 are older than any deal ever won.' },
    { kind: 'bullets', items: ['one', 'two'] },
    { kind: 'table', head: ['Deal', 'Value'], rows: [['A | B', '10']], numeric: [1] },
    { kind: 'picture', spec: bars, alt: 'Month 3 wins more than month 1', width: 320, height: 160 },
    { kind: 'page-break' },
    { kind: 'note', text: 'n = 6,711' },
  ],
});

/** Files of a zip by its central directory. */
function unzip(zip: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const end = zip.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  let at = zip.readUInt32LE(end + 16);
  for (let i = 0; i < zip.readUInt16LE(end + 10); i++) {
    const [nameLength, extra, comment] = [
      zip.readUInt16LE(at + 28),
      zip.readUInt16LE(at + 30),
      zip.readUInt16LE(at + 32),
    ];
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const local = zip.readUInt32LE(at + 42);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const data = zip.subarray(from, from + zip.readUInt32LE(at + 20));
    files.set(name, zip.readUInt16LE(at + 10) === 8 ? inflateRawSync(data) : data);
    at += 46 + nameLength + extra + comment;
  }
  return files;
}

describe('a document', () => {
  it('reads as Markdown', () => {
    expect(renderMarkdown(model)).toBe(
      [
        '# Pipeline X-ray',
        'As of 2017-12-31',
        '## Dead & buried \\<deals>',
        '**1,291** of 1,589 are older than any deal ever won.',
        '- one\n- two',
        '| Deal | Value |\n| --- | ---: |\n| A \\| B | 10 |',
        '*Picture: Month 3 wins more than month 1*',
        '> n = 6,711\n',
      ].join('\n\n'),
    );
  });

  it('makes no link, picture or tag of a name', () => {
    const name = '![logo](https://pixel.example/p.png)\n# <b>Evil</b> [x](y) `z`';
    const text = renderMarkdown(
      documentModelSchema.parse({ title: name, blocks: [{ kind: 'bullets', items: [name] }] }),
    );
    const shown = '!\\[logo\\](https://pixel.example/p.png) # \\<b>Evil\\</b> \\[x\\](y) \\`z\\`';
    expect(text).toBe(`# ${shown}\n\n- ${shown}\n`);
  });

  it('is a Word file with escaped text, a table, a page break and a real picture', async () => {
    const files = unzip(await renderDocx(model));
    expect([...files.keys()]).toEqual(
      expect.arrayContaining(['[Content_Types].xml', 'word/document.xml', 'word/styles.xml']),
    );
    const xml = (files.get('word/document.xml') as Buffer).toString('utf8');
    expect(xml).toContain('Dead &amp; buried &lt;deals&gt;');
    expect(xml).toContain('<w:tbl>');
    expect(xml).toContain('<w:pageBreakBefore/>');
    expect(xml).toMatch(/<w:b\/>.*1,291/s);
    expect(xml).toContain('descr="Month 3 wins more than month 1"');
    const picture = [...files].find(([name]) => /^word\/media\/.*\.png$/.test(name));
    expect(picture?.[1].subarray(1, 4).toString('latin1')).toBe('PNG');
  });

  it('says when a picture cannot be drawn', async () => {
    await expect(renderPng({ mark: 'nonsense', encoding: 3 }, 10, 10)).rejects.toThrow(PictureError);
  });
});

it('gives back the words of a Word document, whatever they are set in', async () => {
  const words = documentText(await renderDocx(model), DOCX);
  expect(words).toContain('Dead & buried <deals>');
  expect(words).toContain('1,291 of 1,589 are older');
  expect(documentText(Buffer.from('# Plain'), 'text/markdown')).toBe('# Plain');
});
