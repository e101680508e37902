import type { PdfPage, Segment } from './pdf-page';

/** Share of a page's height, above and below, in which running headers and footers stand. */
const MARGIN = 0.12;
const PAGE_NUMBER =
  /^\W*(?:(?:page|seite|página|pagina|p\.?|s\.?)\s*)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:\/|of|von|de|di|van)\s*\d{1,4})?\W*$/i;

export interface PageRegions {
  page: PdfPage;
  /** In the order in which they are read. */
  regions: Segment[][];
}

/**
 * Takes running headers, footers and page numbers off: what stands in the margins of most pages with the same words,
 * whatever its figures. Of two pages both must have it; a single page keeps all.
 */
export function withoutFurniture(pages: readonly PageRegions[]): PageRegions[] {
  if (pages.length < 2) return [...pages];
  const needed = pages.length === 2 ? 2 : Math.max(2, Math.ceil(0.5 * pages.length));
  const seen = new Map<string, number>();
  for (const { page, regions } of pages) {
    const here = new Set(
      regions
        .flat()
        .filter((segment) => inMargin(page, segment))
        .map(alike),
    );
    for (const words of here) seen.set(words, (seen.get(words) ?? 0) + 1);
  }
  const repeats = (segment: Segment): boolean =>
    PAGE_NUMBER.test(segment.text) || (seen.get(alike(segment)) ?? 0) >= needed;
  return pages.map(({ page, regions }) => ({
    page,
    regions: regions.map((segments) => segments.filter((segment) => !inMargin(page, segment) || !repeats(segment))),
  }));
}

const inMargin = ({ height }: PdfPage, { y }: Segment): boolean => y < MARGIN * height || y > (1 - MARGIN) * height;

/** Words without their figures, and roughly where they stand. */
const alike = ({ text, y }: Segment): string => `${Math.round(y / 6)} ${text.toLowerCase().replace(/\d+/g, '#')}`;
