import {
  DeletedTextRun,
  FootnoteReferenceRun,
  HeadingLevel,
  InsertedTextRun,
  LastRenderedPageBreak,
  Paragraph,
  Table,
  TableCell,
  TableOfContents,
  TableRow,
  TextRun,
} from 'docx';
import { strToU8, zipSync } from 'fflate';
import { word, type WordContent } from '../../testing';
import { renderDocx } from '../docx';
import { readDocument } from './read-document';

const read = async (children: WordContent, more = {}) => readDocument('a.docx', await word(children, more));
const heading = (text: string, level: 1 | 2 = 1) =>
  new Paragraph({ text, heading: level === 1 ? HeadingLevel.HEADING_1 : HeadingLevel.HEADING_2 });
const row = (...cells: string[]) =>
  new TableRow({ children: cells.map((text) => new TableCell({ children: [new Paragraph(text)] })) });
const bullet = (text: string, level = 0, reference = 'bullets') =>
  new Paragraph({ text, numbering: { reference, level } });
const change = { id: 1, author: 'Ada', date: '2026-01-01T00:00:00Z' };

describe('a Word document', () => {
  it('is read as headings, paragraphs, lists and tables', async () => {
    const { title, blocks } = await read([
      new Paragraph({ text: 'Sales handbook', heading: HeadingLevel.TITLE }),
      heading('Pricing'),
      new Paragraph('The list price\u00a0is the price.'),
      heading('Discounts', 2),
      bullet('Up to 10 %: the owner'),
      bullet('in writing', 1),
      bullet('Ask first', 0, 'numbers'),
      new Table({ rows: [row('Size', 'Price'), row('Small', '1 | 2')] }),
    ]);
    expect(title).toBe('Sales handbook');
    const place = { page: null, line: null };
    expect(blocks).toEqual([
      { kind: 'heading', level: 1, text: 'Pricing', ...place },
      { kind: 'paragraph', text: 'The list price is the price.', ...place },
      { kind: 'heading', level: 2, text: 'Discounts', ...place },
      {
        ...{ kind: 'list', ...place },
        items: [
          { text: 'Up to 10 %: the owner', depth: 0, ordered: false },
          { text: 'in writing', depth: 1, ordered: false },
          { text: 'Ask first', depth: 0, ordered: true },
        ],
      },
      {
        kind: 'table',
        rows: [
          ['Size', 'Price'],
          ['Small', '1 | 2'],
        ],
        ...place,
      },
    ]);
  });

  it('has the pages of its last layout', async () => {
    const next = (text: string) =>
      new Paragraph({ children: [new TextRun({ children: [new LastRenderedPageBreak(), text] })] });
    const { paging, blocks } = await read([heading('One'), new Paragraph('First.'), next('Second.'), next('Third.')]);
    expect(paging).toBe('page');
    expect(blocks.map(({ page }) => page)).toEqual([1, 1, 2, 3]);
  });

  it('is read with tracked changes accepted, and says so', async () => {
    const { blocks, warnings } = await read([
      heading('Terms'),
      new Paragraph({
        children: [
          new TextRun('Payment within '),
          new DeletedTextRun({ ...change, text: '60' }),
          new InsertedTextRun({ ...change, id: 2, text: '30' }),
          new TextRun(' days.'),
        ],
      }),
    ]);
    expect(blocks[1]).toMatchObject({ text: 'Payment within 30 days.' });
    expect(warnings).toEqual(['2 tracked changes were read as accepted: decide on them first.']);
  });

  it('without styles has its bold lines for headings', async () => {
    const bold = (text: string) => new Paragraph({ children: [new TextRun({ text, bold: true })] });
    const { blocks } = await read([
      bold('Qualification'),
      new Paragraph('Ask for the pain.'),
      bold('This whole sentence is bold and ends.'),
      new Paragraph('More.'),
    ]);
    expect(blocks.map(({ kind }) => kind)).toEqual(['heading', 'paragraph', 'paragraph', 'paragraph']);
  });

  it('keeps words of every script, footnotes as notes, and leaves a table of contents out', async () => {
    const { blocks } = await read(
      [
        new TableOfContents('Contents'),
        heading('Ценообразование'),
        new Paragraph({ children: [new TextRun('割引は一割まで。'), new FootnoteReferenceRun(1)] }),
        new Paragraph('הנחה עד עשרה אחוזים'),
      ],
      { footnotes: { 1: { children: [new Paragraph('Except in Japan.')] } } },
    );
    expect(blocks.map((block) => 'text' in block && block.text)).toEqual([
      ...['Ценообразование', '割引は一割まで。', 'Except in Japan.', 'הנחה עד עשרה אחוזים'],
    ]);
    expect(blocks[2]).toMatchObject({ kind: 'note' });
  });

  it('takes a box of one cell for text', async () => {
    const { blocks } = await read([new Table({ rows: [row('Never negotiate by mail.')] })]);
    expect(blocks).toMatchObject([{ kind: 'paragraph', text: 'Never negotiate by mail.' }]);
  });

  it('is read back as this project writes it', async () => {
    const bytes = await renderDocx({
      title: 'QBR',
      blocks: [
        { kind: 'heading', level: 2, text: 'Usage' },
        { kind: 'paragraph', text: 'It **grew**.' },
        { kind: 'bullets', items: ['One', 'Two'] },
      ],
    });
    const { title, blocks } = await readDocument('qbr.docx', bytes);
    expect(title).toBe('QBR');
    expect(blocks).toMatchObject([
      { kind: 'heading', level: 2, text: 'Usage' },
      { kind: 'paragraph', text: 'It grew.' },
      { kind: 'list', items: [{ text: 'One' }, { text: 'Two' }] },
    ]);
  });
});

describe('a document as Word itself writes it', () => {
  const zipped = (parts: Record<string, string>): Buffer =>
    Buffer.from(zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)]))));
  const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const relations = (...named: [string, string][]): string =>
    `<Relationships>${named.map(([type, target], i) => `<Relationship Id="rId${i + 1}" Type="${OFFICE}/${type}" Target="${target}"/>`).join('')}</Relationships>`;
  const styled = (id: string, inner: string): string => `<w:p><w:pPr><w:pStyle w:val="${id}"/></w:pPr>${inner}</w:p>`;
  const run = (text: string, properties = ''): string =>
    `<w:r><w:rPr>${properties}</w:rPr><w:t xml:space="preserve">${text}</w:t></w:r>`;
  const box = (text: string): string => `<w:txbxContent><w:p>${run(text)}</w:p></w:txbxContent>`;
  const bytes = zipped({
    '_rels/.rels': relations(['officeDocument', '/word/document.xml']),
    'word/_rels/document.xml.rels': relations(['styles', 'styles.xml'], ['numbering', 'numbering.xml']),
    'word/styles.xml': `<w:styles>
      <w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
      <w:style w:styleId="Kapitel"><w:name w:val="Kapitel"/><w:basedOn w:val="berschrift1"/></w:style>
      <w:style w:styleId="Verzeichnis1"><w:name w:val="toc 1"/></w:style>
      <w:style w:styleId="Aufz"><w:name w:val="Aufz"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
      <w:style w:styleId="Rund"><w:name w:val="Rund"/><w:basedOn w:val="Rund"/></w:style></w:styles>`,
    'word/numbering.xml': `<w:numbering><w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum>
      <w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>`,
    'docProps/app.xml': '<Properties><Pages>1</Pages></Properties>',
    'word/document.xml': `<w:document><w:body>
      <w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>${styled('Verzeichnis1', run('Rabatte 3'))}</w:sdtContent></w:sdt>
      ${styled('Verzeichnis1', run('Fristen 4'))}
      ${styled('Kapitel', run('Rab') + run('atte'))}
      ${styled('Rund', `${run('Erst ')}<w:hyperlink>${run('fragen')}</w:hyperlink>${run(', dann', '<w:b/>')}<w:r><w:fldChar/><w:instrText> PAGE </w:instrText></w:r>${run(' geheim', '<w:vanish/>')}${run(' geben.')}`)}
      ${styled('Aufz', run('Laufzeit'))}${styled('Aufz', run('Referenz'))}
      <w:p><w:r><mc:AlternateContent><mc:Choice>${box('Nie am Quartalsende.')}</mc:Choice><mc:Fallback>${box('Nie am Quartalsende.')}</mc:Fallback></mc:AlternateContent></w:r></w:p>
      <w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p>${run('Alle')}</w:p></w:tc></w:tr><w:tr><w:tc><w:p>${run('A')}</w:p></w:tc><w:tc><w:p>${run('B')}</w:p><w:p>${run('C')}</w:p></w:tc></w:tr></w:tbl>
    </w:body></w:document>`,
  });

  it('is read by the meaning of its styles, in whatever language they are named', async () => {
    const { blocks, paging } = await readDocument('rabatte.docx', bytes);
    expect(paging).toBe('page');
    const item = (text: string) => ({ text, depth: 0, ordered: true });
    expect(blocks).toMatchObject([
      { kind: 'heading', level: 1, text: 'Rabatte', page: 1 },
      { kind: 'paragraph', text: 'Erst fragen, dann geben.' },
      { kind: 'list', items: [item('Laufzeit'), item('Referenz')] },
      { kind: 'paragraph', text: 'Nie am Quartalsende.' },
      {
        kind: 'table',
        rows: [
          ['Alle', ''],
          ['A', 'B\nC'],
        ],
      },
    ]);
  });
});
