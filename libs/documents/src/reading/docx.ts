import { DocxStyles } from './docx-styles';
import { docxText, isContents } from './docx-text';
import { guessHeadings, type Guessed } from './guess-headings';
import { levelOf, squared, tidy, type ReadDocument } from './model';
import { relatedParts, titleOf } from './office-parts';
import { allOf, at, childOf, childrenOf, isElement, treeOf, wordsOf, type Element } from './tree';
import { damaged } from './unreadable';
import type { ZipParts } from './zip';

/**
 * Word (Office Open XML). Pages are those of the last time Word laid the document out, which it notes in the file;
 * a file that was never laid out has none. Tracked changes are read as accepted, comments and fields' codes not at all.
 * @throws UnreadableDocument
 */
export function readDocx(file: string, parts: ZipParts): ReadDocument {
  const main = relatedParts(file, parts, '').find(({ type }) => type.endsWith('/officeDocument'))?.part;
  const text = parts.text(main ?? 'word/document.xml');
  const body = text === null ? undefined : at(treeOf(file, text, true), 'w:document', 'w:body');
  if (!body) throw damaged(file, 'it holds no text of Word');
  const related = relatedParts(file, parts, main ?? 'word/document.xml');
  const tree = (kind: string): Element | null => {
    const part = related.find(({ type }) => type.endsWith(`/${kind}`))?.part;
    const xml = part === undefined ? null : parts.text(part);
    return xml === null ? null : treeOf(file, xml, true);
  };
  const reader = new BodyReader(new DocxStyles(tree('styles'), tree('numbering')), footnotesIn(tree('footnotes')));
  reader.read(body);
  const laidOut = allOf(body, 'w:lastRenderedPageBreak').length > 0 || pagesOf(file, parts) === 1;
  const blocks = reader.blocks.map((block) => (laidOut ? block : { ...block, page: null }));
  const warnings =
    reader.changes > 0 ? [`${reader.changes} tracked changes were read as accepted: decide on them first.`] : [];
  return {
    ...{ file, format: 'docx', title: reader.title ?? titleOf(file, parts), paging: laidOut ? 'page' : null },
    ...{ blocks: guessHeadings(blocks), warnings },
  };
}

class BodyReader {
  readonly blocks: Guessed[] = [];
  title: string | null = null;
  changes = 0;
  private page = 1;

  constructor(
    private readonly styles: DocxStyles,
    private readonly footnotes: ReadonlyMap<string, string>,
  ) {}

  read(container: Element): void {
    for (const node of container.children) {
      if (!isElement(node)) continue;
      if (node.name === 'w:p') this.paragraph(node);
      else if (node.name === 'w:tbl') this.table(node);
      else if (node.name === 'w:sdt') {
        if (!isContents(node)) this.read(childOf(node, 'w:sdtContent') ?? node);
      } else if (['w:ins', 'w:moveTo', 'w:customXml', 'w:smartTag'].includes(node.name)) this.read(node);
    }
  }

  private paragraph(paragraph: Element): void {
    this.changes += childrenOf(paragraph, 'w:ins', 'w:del', 'w:moveFrom').length;
    const { text: raw, pagesBefore, pagesWithin, bold, boxes, footnotes } = docxText(paragraph);
    this.page += pagesBefore;
    const text = tidy(raw);
    const role = this.styles.roleOf(paragraph);
    const place = { page: this.page, line: null };
    if (text !== '' && !role.contents) {
      const last = this.blocks.at(-1);
      if (role.title && this.title === null) this.title = text;
      else if (role.heading !== null) {
        this.blocks.push({ kind: 'heading', level: levelOf(role.heading), text, ...place });
      } else if (role.list) {
        const item = { text, ...role.list };
        if (last?.kind === 'list') last.items.push(item);
        else this.blocks.push({ kind: 'list', items: [item], ...place });
      } else this.blocks.push({ kind: 'paragraph', text, ...place, ...(bold ? { bold } : {}) });
    }
    this.page += pagesWithin;
    for (const box of boxes) this.read(box);
    for (const id of footnotes) {
      const note = this.footnotes.get(id);
      if (note) this.blocks.push({ kind: 'note', text: note, ...place });
    }
  }

  private table(table: Element): void {
    const place = { page: this.page, line: null };
    const found = childrenOf(table, 'w:tr').map((row) => allCells(row));
    // A frame around one text is a box, not a table.
    if (found.every((cells) => cells.length <= 1)) {
      for (const cell of found.flat()) this.read(cell);
      return;
    }
    const rows = squared(
      found.map((cells) => cells.flatMap((cell) => [this.cell(cell), ...Array<string>(spanOf(cell) - 1).fill('')])),
    );
    if (rows.some((row) => row.some((cell) => cell !== ''))) this.blocks.push({ kind: 'table', rows, ...place });
  }

  private cell(cell: Element): string {
    const texts = allOf(cell, 'w:p').map((paragraph) => {
      const { text, pagesBefore, pagesWithin } = docxText(paragraph);
      this.page += pagesBefore + pagesWithin;
      return tidy(text);
    });
    return texts.filter((text) => text !== '').join('\n');
  }
}

const allCells = (row: Element): Element[] =>
  row.children.flatMap((node) => {
    if (!isElement(node)) return [];
    if (node.name === 'w:tc') return [node];
    return node.name === 'w:sdt' ? allCells(childOf(node, 'w:sdtContent') ?? node) : [];
  });

/** Columns a cell goes over; no sheet is wider than the bound. */
const spanOf = (cell: Element): number =>
  Math.min(64, Math.max(1, Number(at(cell, 'w:tcPr', 'w:gridSpan')?.attributes['w:val'] ?? 1) || 1));

function footnotesIn(tree: Element | null): Map<string, string> {
  const notes = childrenOf(at(tree ?? undefined, 'w:footnotes'), 'w:footnote');
  return new Map(
    notes
      .filter(({ attributes }) => attributes['w:type'] === undefined || attributes['w:type'] === 'normal')
      .map((note) => [
        note.attributes['w:id'] ?? '',
        tidy(
          allOf(note, 'w:p')
            .map((p) => docxText(p).text)
            .join('\n'),
        ),
      ]),
  );
}

const pagesOf = (file: string, parts: ZipParts): number | null => {
  const xml = parts.text('docProps/app.xml');
  const pages = xml === null ? undefined : at(treeOf(file, xml, true), 'Properties', 'Pages');
  return pages ? Number(wordsOf(pages)) : null;
};
