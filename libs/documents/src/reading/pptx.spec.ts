import { pptx } from '@salesagent/documents/testing';
import { readDocument } from './read-document';

const read = async (...slides: Parameters<typeof pptx>) => readDocument('deck.pptx', await pptx(...slides));
const said = (block: object) =>
  'text' in block ? block.text : 'items' in block ? block.items : 'rows' in block && block.rows;

describe('a presentation', () => {
  it('has the titles of its slides for headings, their numbers for pages, and notes', async () => {
    const { paging, blocks } = await read(
      (slide) => slide.addText('Closing', { placeholder: 'title' }),
      (slide) => {
        slide.addText('Discounts', { placeholder: 'title' });
        slide.addText(
          [{ text: 'Give for something' }, { text: 'Never for nothing' }].map((p) => ({
            ...p,
            options: { breakLine: true, bullet: true },
          })),
          { placeholder: 'body' },
        );
        slide.addNotes('Say that 10 % is the limit.');
      },
    );
    expect(paging).toBe('slide');
    expect(blocks.map((block) => [block.kind, block.page, said(block)])).toEqual([
      ['heading', 1, 'Closing'],
      ['heading', 2, 'Discounts'],
      [
        'list',
        2,
        [
          { text: 'Give for something', depth: 0, ordered: false },
          { text: 'Never for nothing', depth: 0, ordered: false },
        ],
      ],
      ['note', 2, 'Say that 10 % is the limit.'],
    ]);
    expect(blocks.map((block) => block.kind === 'heading' && block.level)).toEqual([1, 2, false, false]);
  });

  it('without placeholders has the largest line for a title', async () => {
    const { blocks } = await read((slide) => {
      slide.addText('Some context for the reader.', { x: 1, y: 2, fontSize: 14 });
      slide.addText('Objections', { x: 1, y: 0.2, fontSize: 30 });
      slide.addText('Zu teuer – 高すぎる', { x: 1, y: 3, fontSize: 14, bullet: true });
    });
    expect(blocks.map((block) => [block.kind, said(block)])).toEqual([
      ['heading', 'Objections'],
      ['paragraph', 'Some context for the reader.'],
      ['paragraph', 'Zu teuer – 高すぎる'],
    ]);
  });

  it('is read with its tables; a slide without any title is called by its number', async () => {
    const { blocks } = await read((slide) => {
      slide.addTable([
        [{ text: 'Size' }, { text: 'Price' }],
        [{ text: 'Small' }, { text: '10' }],
      ]);
    });
    expect(blocks.map((block) => [block.kind, said(block)])).toEqual([
      ['heading', 'Slide 1'],
      [
        'table',
        [
          ['Size', 'Price'],
          ['Small', '10'],
        ],
      ],
    ]);
  });

  it('leaves hidden slides out and names them', async () => {
    const { blocks, warnings } = await read(
      (slide) => slide.addText('Shown', { placeholder: 'title' }),
      (slide) => {
        slide.addText('Old prices', { placeholder: 'title' });
        slide.hidden = true;
      },
    );
    expect(blocks.map(said)).toEqual(['Shown']);
    expect(warnings).toEqual(['Hidden slides were not read: 2.']);
  });
});
