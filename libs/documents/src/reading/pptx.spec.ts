import { strToU8, zipSync } from 'fflate';
import { pptx } from '../../testing';
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

describe('a presentation as PowerPoint itself writes it', () => {
  const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const relations = (...named: [string, string, string][]): string =>
    `<Relationships>${named.map(([id, type, target]) => `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`).join('')}</Relationships>`;
  const shape = (placeholder: string, ...paragraphs: string[]): string =>
    `<p:sp><p:nvSpPr><p:nvPr>${placeholder}</p:nvPr></p:nvSpPr><p:txBody>${paragraphs.map((p) => `<a:p>${p}</a:p>`).join('')}</p:txBody></p:sp>`;
  const run = (text: string): string => `<a:r><a:t>${text}</a:t></a:r>`;
  const slide = (...shapes: string[]): string =>
    `<p:sld><p:cSld><p:spTree>${shapes.join('')}</p:spTree></p:cSld></p:sld>`;
  const title = (text: string): string => shape('<p:ph type="title"/>', run(text));
  const bytes = Buffer.from(
    zipSync(
      Object.fromEntries(
        Object.entries({
          'ppt/presentation.xml':
            '<p:presentation><p:sldIdLst><p:sldId r:id="rId9"/><p:sldId r:id="rId2"/></p:sldIdLst></p:presentation>',
          'ppt/_rels/presentation.xml.rels': relations(
            ['rId2', 'slide', 'slides/slide1.xml'],
            ['rId9', 'slide', 'slides/slide2.xml'],
          ),
          'ppt/slides/slide1.xml': slide(
            shape('<p:ph type="ftr"/>', run('Confidential')),
            title('Renewals'),
            shape(
              '<p:ph idx="1"/>',
              run('120 days ') + run('before'),
              `<a:pPr lvl="1"/>${run('visit')}`,
              `<a:pPr><a:buNone/></a:pPr>${run('No mark')}`,
            ),
            `<p:grpSp>${shape('', run('In a group'))}</p:grpSp>`,
          ),
          'ppt/slides/slide2.xml': slide(title('Customers'), shape('<p:ph type="sldNum"/>', run('1'))),
        }).map(([name, text]) => [name, strToU8(text)]),
      ),
    ),
  );

  it('is read slide by slide as it is shown, with the bullets of its master and without its footers', async () => {
    const { blocks } = await readDocument('deck.pptx', bytes);
    expect(blocks.map((block) => [block.kind, block.page, said(block)])).toEqual([
      ['heading', 1, 'Customers'],
      ['heading', 2, 'Renewals'],
      [
        'list',
        2,
        [
          { text: '120 days before', depth: 0, ordered: false },
          { text: 'visit', depth: 1, ordered: false },
        ],
      ],
      ['paragraph', 2, 'No mark'],
      ['paragraph', 2, 'In a group'],
    ]);
  });
});
