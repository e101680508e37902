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
import { word, type WordContent } from '@salesagent/documents/testing';
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
