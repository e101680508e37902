import { tidy, type ReadDocument } from './model';
import { pdfBlocks } from './pdf-blocks';
import { regionsOf } from './pdf-columns';
import { withoutFurniture } from './pdf-furniture';
import { layOut } from './pdf-layout';
import type { PdfPage } from './pdf-page';
import { pdfPages } from './pdf-pages';
import { refuseBombs } from './pdf-streams';
import { UnreadableDocument } from './unreadable';

/** Letters on an average page below which a PDF with pages is taken for pictures of pages. */
const LETTERS_AT_LEAST = 8;

/**
 * PDF: its letters, put together to lines, columns, tables and headings by where they stand and how large they are.
 * Running headers, footers and page numbers are left out, words broken at the end of a line are put together.
 * @throws UnreadableDocument
 */
export async function readPdf(file: string, data: Uint8Array): Promise<ReadDocument> {
  refuseBombs(file, data);
  const { pages, title } = await pdfPages(file, data);
  const silent = pages.filter((page) => lettersOf(page) === 0).map(({ number }) => number);
  const letters = pages.reduce((sum, page) => sum + lettersOf(page), 0);
  if (letters < LETTERS_AT_LEAST * pages.length && letters < 200) {
    throw new UnreadableDocument(
      ...([file, 'scanned', 'holds pictures of pages and no text'] as const),
      'Have its text recognised (OCR) by a scanner program and give the PDF that it makes.',
    );
  }
  const read = withoutFurniture(pages.map((page) => ({ page, regions: regionsOf(page.pieces) })));
  const blocks = pdfBlocks(
    read.flatMap(({ page, regions }) => regions.flatMap((region) => layOut(region, page.number))),
  );
  const warnings =
    silent.length > 0 ? [`Pages without text, perhaps pictures of it, were not read: ${silent.join(', ')}.`] : [];
  const first = blocks.find((block) => block.kind === 'heading' && block.level === 1);
  const named = first?.kind === 'heading' && first.page === 1 ? first.text : null;
  return { file, format: 'pdf', title: title ?? named, paging: 'page', blocks, warnings };
}

const lettersOf = ({ pieces }: PdfPage): number => pieces.reduce((sum, { text }) => sum + tidy(text).length, 0);
