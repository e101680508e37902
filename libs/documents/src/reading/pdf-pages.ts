import { nativeRequire } from '../native-require';
import { printable } from './model';
import type { PdfPage, Piece } from './pdf-page';
import { damaged, READING_LIMITS, tooMany, UnreadableDocument } from './unreadable';

type Library = typeof import('unpdf');
type Document = Awaited<ReturnType<Library['getDocumentProxy']>>;
type Page = Awaited<ReturnType<Document['getPage']>>;

/** The letters of each page and where they stand. @throws UnreadableDocument */
export async function pdfPages(file: string, data: Uint8Array): Promise<{ pages: PdfPage[]; title: string | null }> {
  // It is large, and most commands read no PDF.
  const { getDocumentProxy } = nativeRequire('unpdf') as Library;
  const document = await open(file, () =>
    // Pictures are not unpacked, whatever their size. The data is given away, so a copy.
    getDocumentProxy(new Uint8Array(data), { maxImageSize: 1, verbosity: 0 }),
  );
  try {
    if (document.numPages > READING_LIMITS.pages) {
      throw tooMany(file, 'pages', READING_LIMITS.pages);
    }
    const pages: PdfPage[] = [];
    for (let number = 1; number <= document.numPages; number++) {
      const page = await open(file, () => document.getPage(number));
      pages.push(await open(file, () => readPage(page, number)));
      page.cleanup();
    }
    return { pages, title: await titleOf(document) };
  } finally {
    await document.loadingTask.destroy();
  }
}

async function open<T>(file: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof UnreadableDocument) throw error;
    if ((error as Error).name === 'PasswordException') {
      const remedy = 'Save it without a password and give that copy.';
      throw new UnreadableDocument(file, 'encrypted', 'is protected with a password', remedy);
    }
    throw damaged(file, (error as Error).message.replace(/\.$/, ''));
  }
}

async function readPage(page: Page, number: number): Promise<PdfPage> {
  const viewport = page.getViewport({ scale: 1 });
  const { items } = await page.getTextContent();
  // Names of fonts are known once the page has been gone through.
  await page.getOperatorList();
  const fonts = new Map<string, boolean>();
  const isBold = (name: string): boolean => {
    const known = fonts.get(name);
    if (known !== undefined) return known;
    const font: unknown = page.commonObjs.has(name) ? page.commonObjs.get(name) : null;
    const {
      name: called = '',
      bold = false,
      black = false,
    } = (font ?? {}) as { name?: string; bold?: boolean; black?: boolean };
    const is = bold || black || /bold|black|heavy|semibold|demi/i.test(called);
    fonts.set(name, is);
    return is;
  };
  const pieces = items.flatMap((item): Piece[] => {
    const text = 'str' in item ? printable(item.str) : '';
    if (!('str' in item) || text.trim() === '') return [];
    const [a, b, c, d, x, y] = times(viewport.transform, item.transform as number[]);
    const size = Math.hypot(c!, d!);
    // Watermarks and labels of pictures stand aslant.
    const aslant = Math.abs(b!) > 0.1 * Math.abs(a!);
    if (size === 0 || aslant) return [];
    return [{ text, x: x!, y: y!, width: item.width, size, bold: isBold(item.fontName) }];
  });
  return { number, height: viewport.height, pieces };
}

/** What a program writes for want of a title is none. A file whose text can be read need not have one. */
async function titleOf(document: Document): Promise<string | null> {
  const { info } = await document.getMetadata().catch(() => ({ info: {} }));
  const title: unknown = (info as Record<string, unknown>)['Title'];
  if (typeof title !== 'string' || /\.(docx?|pptx?|pdf|indd)$|^(untitled|microsoft \w+ - )/i.test(title)) return null;
  return printable(title).trim() || null;
}

/** One transformation after another, as PDF writes them. */
const times = (m: readonly number[], n: readonly number[]): number[] => [
  m[0]! * n[0]! + m[2]! * n[1]!,
  m[1]! * n[0]! + m[3]! * n[1]!,
  m[0]! * n[2]! + m[2]! * n[3]!,
  m[1]! * n[2]! + m[3]! * n[3]!,
  m[0]! * n[4]! + m[2]! * n[5]! + m[4]!,
  m[1]! * n[4]! + m[3]! * n[5]! + m[5]!,
];
