import { levelOf, squared, tidy, type ReadBlock, type ReadDocument, type ReadItem } from './model';
import { allOf, childrenOf, isElement, treeOf, wordsOf, type Element } from './tree';

/** Not words of the page: code, what is drawn, what the browser does not show, and ways to other pages. */
const SILENT = new Set(
  'head script style template noscript svg math canvas iframe object audio video map nav form button select datalist dialog menu'.split(
    ' ',
  ),
);
const BLOCKS = new Set(
  'address article aside blockquote body dd details div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header hr html li main ol p pre section summary table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
);

/** HTML as a browser would show it without running it. Only `<main>` counts where a page marks one. */
export function readHtml(file: string, text: string): ReadDocument {
  const tree = treeOf(file, text, false);
  const mains = allOf(tree, 'main').filter((main) => !isHidden(main));
  const lineAt = lines(text);
  const reader = new PageReader(lineAt);
  reader.read(mains.length === 1 ? mains[0]! : tree);
  reader.flush();
  const title = tidy(allOf(tree, 'title').slice(0, 1).map(wordsOf).join('')).replaceAll('\n', ' ');
  return { file, format: 'html', title: title || null, paging: null, blocks: reader.blocks, warnings: [] };
}

class PageReader {
  readonly blocks: ReadBlock[] = [];
  private words = '';
  private from: number | null = null;

  constructor(private readonly lineAt: (at: number) => number) {}

  read(element: Element): void {
    for (const node of element.children) {
      if (!isElement(node)) {
        if (this.from === null && node.trim() !== '') this.from = element.at;
        this.words += node.replace(/\s+/g, ' ');
      } else if (!SILENT.has(node.name) && !isHidden(node)) this.element(node);
    }
  }

  /** Ends the paragraph that is being read. */
  flush(): void {
    const text = tidy(this.words);
    if (text !== '') this.blocks.push({ kind: 'paragraph', text, ...this.place(this.from ?? 0) });
    this.words = '';
    this.from = null;
  }

  private element(element: Element): void {
    if (element.name === 'br') this.words += '\n';
    else if (!BLOCKS.has(element.name)) this.read(element);
    else {
      this.flush();
      this.block(element);
      this.flush();
    }
  }

  private block(element: Element): void {
    const place = this.place(element.at);
    const heading = /^h([1-6])$/.exec(element.name);
    if (heading) {
      const text = tidy(shown(element)).replaceAll('\n', ' ');
      if (text !== '') this.blocks.push({ kind: 'heading', level: levelOf(Number(heading[1])), text, ...place });
    } else if (element.name === 'ul' || element.name === 'ol') {
      const items = itemsOf(element, 0);
      if (items.length > 0) this.blocks.push({ kind: 'list', items, ...place });
    } else if (element.name === 'table') this.table(element, place);
    else if (element.name === 'pre') {
      const text = wordsOf(element).replace(/^\n|\s+$/g, '');
      if (text !== '') this.blocks.push({ kind: 'paragraph', text, ...place });
    } else this.read(element);
  }

  private table(table: Element, place: { page: null; line: number }): void {
    const rows = rowsOf(table).map((row) => childrenOf(row, 'td', 'th'));
    const framed = rows.some((cells) => cells.some((cell) => allOf(cell, 'table').length > 0));
    // Pages were laid out by tables once, and mail still is.
    if (framed || rows.every((cells) => cells.length <= 1)) {
      for (const cell of rows.flat()) {
        this.read(cell);
        this.flush();
      }
      return;
    }
    const texts = rows.map((cells) =>
      cells.flatMap((cell) => [tidy(shown(cell)), ...Array<string>(spanOf(cell) - 1).fill('')]),
    );
    this.blocks.push({ kind: 'table', rows: squared(texts), ...place });
  }

  private place(at: number): { page: null; line: number } {
    return { page: null, line: this.lineAt(at) };
  }
}

const rowsOf = (table: Element): Element[] =>
  childrenOf(table, 'thead', 'tbody', 'tfoot', 'tr').flatMap((part) => (part.name === 'tr' ? [part] : rowsOf(part)));

const spanOf = (cell: Element): number => Math.min(64, Math.max(1, Number(cell.attributes['colspan'] ?? 1) || 1));

function itemsOf(list: Element, depth: number): ReadItem[] {
  return list.children.flatMap((node): ReadItem[] => {
    if (!isElement(node) || isHidden(node)) return [];
    if (node.name === 'ul' || node.name === 'ol') return itemsOf(node, depth + 1);
    if (node.name !== 'li') return [];
    const inner = childrenOf(node, 'ul', 'ol');
    const own = { ...node, children: node.children.filter((child) => !isElement(child) || !inner.includes(child)) };
    const text = tidy(shown(own));
    const item = { text, depth, ordered: list.name === 'ol' };
    return [...(text === '' ? [] : [item]), ...inner.flatMap((below) => itemsOf(below, depth + 1))];
  });
}

/** The words of an element as one text, block elements and breaks on lines of their own. */
const shown = (element: Element): string =>
  element.children
    .map((node): string => {
      if (!isElement(node)) return node.replace(/\s+/g, ' ');
      if (SILENT.has(node.name) || isHidden(node)) return '';
      if (node.name === 'br') return '\n';
      return BLOCKS.has(node.name) ? `\n${shown(node)}\n` : shown(node);
    })
    .join('');

const isHidden = ({ attributes }: Element): boolean =>
  'hidden' in attributes ||
  attributes['aria-hidden'] === 'true' ||
  /display\s*:\s*none|visibility\s*:\s*hidden/i.test(attributes['style'] ?? '');

function lines(text: string): (at: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (at) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= at) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
