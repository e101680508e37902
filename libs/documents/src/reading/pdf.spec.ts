import { pdf, pdfOfAnyScript, type PdfDrawing } from '../../testing';
import { tidy } from './model';
import { readDocument } from './read-document';

const read = async (draw: (page: PdfDrawing) => void, options = {}) => readDocument('a.pdf', await pdf(draw, options));
const said = (block: object) =>
  'text' in block ? block.text : 'items' in block ? block.items : 'rows' in block && block.rows;
const heading = (page: PdfDrawing, text: string, size = 18) =>
  page.font('Helvetica-Bold').fontSize(size).text(text).moveDown(0.4).font('Helvetica').fontSize(11);
const LONG =
  'Most discounts are given to make the last week of the seller comfortable, and the next renewal takes the discount for the price. Each of them has somebody who answers for it.';

describe('a PDF', () => {
  it('has headings by size and weight, paragraphs over several lines, lists and pages', async () => {
    const { blocks, paging, title } = await read(
      (page) => {
        heading(page, 'Pricing policy', 22);
        page.text(LONG).moveDown();
        heading(page, 'Discounts', 15);
        page.text('A discount is bought with something.').moveDown();
        page.list([
          'A longer term, which saves us a renewal and them a negotiation every year from now on',
          'A reference',
        ]);
        page.addPage();
        heading(page, 'Approval', 11);
        page.text('Above 10 % the manager approves.');
      },
      { info: { Title: 'Acme pricing' } },
    );
    expect({ paging, title }).toEqual({ paging: 'page', title: 'Acme pricing' });
    expect(blocks.map((block) => [block.kind, block.page, said(block)])).toEqual([
      ['heading', 1, 'Pricing policy'],
      ['paragraph', 1, LONG],
      ['heading', 1, 'Discounts'],
      ['paragraph', 1, 'A discount is bought with something.'],
      expect.anything(),
      ['heading', 2, 'Approval'],
      ['paragraph', 2, 'Above 10 % the manager approves.'],
    ]);
    expect(blocks.map((block) => block.kind === 'heading' && block.level)).toEqual([
      1,
      false,
      2,
      false,
      false,
      3,
      false,
    ]);
  });

  it('loses running headers, footers and page numbers', async () => {
    const { blocks } = await read((page) => {
      for (const n of [1, 2, 3]) {
        if (n > 1) page.addPage();
        const text = (words: string, y: number) => page.fontSize(9).text(words, 72, y, { lineBreak: false });
        text(`Acme handbook, edition ${n}`, 40);
        text(`Page ${n} of 3`, 760);
        page.fontSize(11).text(`Sentence number ${n} of the handbook.`, 72, 200);
      }
    });
    expect(blocks.map(said)).toEqual([1, 2, 3].map((n) => `Sentence number ${n} of the handbook.`));
  });

  it('puts words together that were broken at the end of a line, and sentences broken by a page', async () => {
    const { blocks } = await read((page) => {
      page.fontSize(11);
      page
        .text('The hand-', 72, 100)
        .text('over is written before kick-', 72, 114)
        .text('off, and the kick-off comes', 72, 128);
      page.addPage().text('within a week.', 72, 80);
    });
    expect(blocks.map(said)).toEqual([
      'The handover is written before kick-off, and the kick-off comes within a week.',
    ]);
  });

  it('is read column by column', async () => {
    const column = (letter: string) =>
      [1, 2, 3, 4, 5, 6].map((n) => `${letter}${n} says that this column goes on and on.`).join(' ');
    const { blocks } = await read((page) => {
      heading(page, 'Two columns below one heading', 20);
      page.text(column('A'), 72, 140, { width: 210 });
      page.text(column('B'), 312, 140, { width: 210 });
    });
    expect(blocks.map(said)).toEqual(['Two columns below one heading', column('A'), column('B')]);
  });

  it('is read with tables, cells over two lines included', async () => {
    const rows = [
      ['Size', 'Seats', 'Price'],
      ['Small', 'up to 20', '1,200'],
      ['Large, with all the modules there are', 'up to 500', '24,000'],
    ];
    const { blocks } = await read((page) => {
      page.fontSize(11).text('Prices of this year:', 72, 100);
      rows.forEach((row, r) =>
        row.forEach((cell, c) => page.text(cell, [72, 250, 400][c]!, 140 + 24 * r, { width: 120 })),
      );
      page.text('All without tax.', 72, 260);
    });
    expect(blocks.map(said)).toEqual(['Prices of this year:', rows, 'All without tax.']);
  });

  it('is read in any script', async () => {
    const lines = [
      'Скидки утверждает руководитель отдела продаж.',
      '値引きは部長が承認します。',
      'Η έκπτωση εγκρίνεται.',
    ];
    const { blocks } = await readDocument('any.pdf', pdfOfAnyScript(lines));
    const text = blocks.map(said).join(' ');
    for (const line of lines) expect(text).toContain(line);
  });

  it('is read from the right where its script runs so', async () => {
    const line = 'הנחה עד עשרה אחוזים';
    const shown = [...line].reverse().join('');
    expect((await readDocument('any.pdf', pdfOfAnyScript([shown]))).blocks.map(said)).toEqual([line]);
  });

  it('names pages it cannot read', async () => {
    const { warnings } = await read((page) => {
      page.text(LONG);
      page.addPage().rect(100, 100, 200, 200).fill('#336699');
    });
    expect(warnings).toEqual(['Pages without text, perhaps pictures of it, were not read: 2.']);
  });

  it('loses control characters and halves of letters, which no database takes', async () => {
    const drawn = 'BT /F1 12 Tf 50 700 Td (Discounts ZQ are bought, and the manager approves them) Tj ET';
    const letters = `begincmap 1 begincodespacerange <00> <FF> endcodespacerange 2 beginbfchar <5A> <0000> <51> <D83D>
      endbfchar 2 beginbfrange <20> <59> <0020> <61> <7A> <0061> endbfrange endcmap`;
    const objects = [
      '<</Type/Catalog/Pages 2 0 R>>',
      '<</Type/Pages/Kids[3 0 R]/Count 1>>',
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
      `<</Length ${drawn.length}>>\nstream\n${drawn}\nendstream`,
      '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>',
      `<</Length ${letters.length}>>\nstream\n${letters}\nendstream`,
    ];
    const body = objects.map((object, i) => `${i + 1} 0 obj\n${object}\nendobj\n`).join('');
    const file = Buffer.from(`%PDF-1.4\n${body}trailer<</Size 7/Root 1 0 R>>\n%%EOF`);
    const { blocks } = await readDocument('a.pdf', file);
    expect(JSON.stringify(blocks)).toContain('are bought');
    expect(JSON.stringify(blocks)).not.toMatch(/\\u(0000|d83d)/i);
    expect(tidy('a\u0000b\u0085c\ud83d \u{1F600}\u0007')).toBe('abc \u{1F600}');
  });
});
