import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  HeadingLevel,
  ImageRun,
  LevelFormat,
  Packer,
  PageNumber,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import { runsOf, type Block, type DocumentModel } from './model';
import { renderPng } from './picture';

const FONT = 'Calibri';
/** Half points. */
const BODY = 21;
/** Twentieths of a point: A4 with 2 cm margins leaves 17 cm for text. */
const TEXT_WIDTH = 9638;
const MARGIN = 1134;
/** Widest picture in pixels at 96 dpi that fits between the margins. */
const PICTURE_WIDTH = 640;

const HEADINGS = { 1: HeadingLevel.HEADING_1, 2: HeadingLevel.HEADING_2, 3: HeadingLevel.HEADING_3 } as const;
const runs = (text: string, bold = false): TextRun[] =>
  runsOf(text).map((r) => new TextRun({ text: r.text, bold: bold || r.bold }));

function table(b: Extract<Block, { kind: 'table' }>): Table {
  const width = Math.floor(TEXT_WIDTH / Math.max(1, b.head.length));
  const row = (cells: readonly string[], head: boolean): TableRow =>
    new TableRow({
      tableHeader: head,
      cantSplit: true,
      children: b.head.map(
        (_, i) =>
          new TableCell({
            width: { size: width, type: WidthType.DXA },
            margins: { top: 40, bottom: 40, left: 80, right: 80 },
            ...(head ? { shading: { type: ShadingType.CLEAR, fill: 'EEF2F6', color: 'auto' } } : {}),
            children: [
              new Paragraph({
                alignment: b.numeric?.includes(i) ? AlignmentType.RIGHT : AlignmentType.LEFT,
                spacing: { before: 0, after: 0 },
                children: runs(cells[i] ?? '', head),
              }),
            ],
          }),
      ),
    });
  const line = { style: BorderStyle.SINGLE, size: 4, color: 'C8D0D8' };
  return new Table({
    width: { size: TEXT_WIDTH, type: WidthType.DXA },
    columnWidths: b.head.map(() => width),
    borders: { top: line, bottom: line, left: line, right: line, insideHorizontal: line, insideVertical: line },
    rows: [row(b.head, true), ...b.rows.map((r) => row(r, false))],
  });
}

async function block(b: Block): Promise<(Paragraph | Table)[]> {
  switch (b.kind) {
    case 'heading':
      return [new Paragraph({ heading: HEADINGS[b.level], keepNext: true, children: runs(b.text) })];
    case 'paragraph':
      return [new Paragraph({ children: runs(b.text) })];
    case 'bullets':
      return b.items.map(
        (item) =>
          new Paragraph({
            numbering: { reference: 'bullets', level: 0 },
            spacing: { after: 60 },
            children: runs(item),
          }),
      );
    case 'table':
      return [table(b), new Paragraph({ spacing: { before: 0, after: 60 }, children: [] })];
    case 'picture': {
      const scale = Math.min(1, PICTURE_WIDTH / b.width);
      const data = await renderPng(b.spec, b.width, b.height);
      const size = { width: Math.round(b.width * scale), height: Math.round(b.height * scale) };
      const alt = { name: b.alt.slice(0, 60), title: b.alt.slice(0, 60), description: b.alt };
      return [
        new Paragraph({
          alignment: AlignmentType.CENTER,
          children: [new ImageRun({ type: 'png', data, transformation: size, altText: alt })],
        }),
      ];
    }
    case 'note':
      return [
        new Paragraph({
          border: { left: { style: BorderStyle.SINGLE, size: 18, color: '7A8FA6', space: 8 } },
          indent: { left: 200 },
          children: runs(b.text),
        }),
      ];
    case 'page-break':
      return [new Paragraph({ pageBreakBefore: true, spacing: { before: 0, after: 0 }, children: [] })];
  }
}

const heading = (size: number, before: number) => ({
  run: { font: FONT, size, bold: true, color: '1F3550' },
  paragraph: { spacing: { before, after: 80 } },
});

/** The document as Word (Office Open XML), A4, page numbers at the foot. @throws PictureError */
export async function renderDocx(model: DocumentModel): Promise<Buffer> {
  const children = [
    new Paragraph({ heading: HeadingLevel.TITLE, children: runs(model.title) }),
    ...(model.subtitle ? [new Paragraph({ style: 'Subtitle', children: runs(model.subtitle) })] : []),
  ] as (Paragraph | Table)[];
  for (const b of model.blocks) children.push(...(await block(b)));
  const document = new Document({
    title: model.title,
    creator: 'salesagent',
    description: model.subtitle ?? model.title,
    styles: {
      default: {
        document: {
          run: { font: FONT, size: BODY, language: { value: model.language ?? 'en' } },
          paragraph: { spacing: { after: 100, line: 259 } },
        },
        title: { run: { font: FONT, size: 40, bold: true, color: '1F3550' }, paragraph: { spacing: { after: 40 } } },
        heading1: heading(28, 200),
        heading2: heading(24, 160),
        heading3: heading(22, 120),
      },
      paragraphStyles: [
        {
          id: 'Subtitle',
          name: 'Subtitle',
          basedOn: 'Normal',
          run: { color: '5B6B7C', size: 22 },
          paragraph: { spacing: { after: 160 } },
        },
      ],
    },
    numbering: {
      config: [
        {
          reference: 'bullets',
          levels: [
            {
              level: 0,
              format: LevelFormat.BULLET,
              text: '•',
              alignment: AlignmentType.LEFT,
              style: { paragraph: { indent: { left: 360, hanging: 220 } } },
            },
          ],
        },
      ],
    },
    sections: [
      {
        properties: {
          page: {
            size: { width: 11906, height: 16838 },
            margin: { top: MARGIN, bottom: MARGIN, left: MARGIN, right: MARGIN },
          },
        },
        footers: {
          default: new Footer({
            children: [
              new Paragraph({
                alignment: AlignmentType.RIGHT,
                children: [
                  new TextRun({
                    children: [PageNumber.CURRENT, ' / ', PageNumber.TOTAL_PAGES],
                    size: 16,
                    color: '5B6B7C',
                  }),
                ],
              }),
            ],
          }),
        },
        children,
      },
    ],
  });
  return Packer.toBuffer(document);
}
