import { blockText, type ReadBlock, type ReadDocument } from '@salesagent/documents/reading';

/** What stands below one heading of a document, word for word. */
export interface Topic {
  heading: string;
  /** Headings above it, the title of the document left out. */
  path: string[];
  /** Page or slide on which it begins; null where the document has none. */
  page: number | null;
  /** Markdown. */
  text: string;
  /** The same in parts that each say one thing, plain. */
  parts: string[];
}

/** Cuts a document at its headings; a heading without words of its own is only the heading of those below. */
export function topicsOf(document: ReadDocument): Topic[] {
  const title = titleOf(document);
  const topics: Topic[] = [];
  const above: { level: number; text: string }[] = [];
  let blocks: ReadBlock[] = [];
  let heading: { text: string; path: string[]; page: number | null } | null = null;
  const close = (): void => {
    if (blocks.length === 0) return;
    const { text, path, page } = heading ?? { text: title, path: [], page: blocks[0]!.page };
    const asWritten = document.format === 'markdown';
    topics.push({
      ...{ heading: text, path, page, parts: blocks.flatMap(partsOf) },
      text: blocks.map((block) => blockText(block, asWritten)).join('\n\n'),
    });
    blocks = [];
  };
  for (const block of document.blocks) {
    if (block.kind !== 'heading') {
      blocks.push(block);
      continue;
    }
    close();
    while ((above.at(-1)?.level ?? 0) >= block.level) above.pop();
    const path = above.map(({ text }) => text).filter((text) => text !== title);
    heading = { text: block.text.replaceAll('\n', ' '), path, page: block.page };
    above.push({ level: block.level, text: heading.text });
  }
  close();
  return topics;
}

/** What the document calls itself, else the only heading of the first level, else its file. */
export function titleOf({ title, blocks, file }: ReadDocument): string {
  const [first] = blocks;
  const chapters = blocks.filter((block) => block.kind === 'heading' && block.level === 1);
  const only = chapters.length === 1 && chapters[0] === first && first?.kind === 'heading' ? first.text : null;
  return title ?? only ?? file.replace(/^.*[\\/]/, '').replace(/\.\w+$/, '');
}

function partsOf(block: ReadBlock): string[] {
  switch (block.kind) {
    case 'heading':
      return [];
    case 'list':
      return [block.items.map(({ text }) => text).join('. ')];
    case 'table':
      return [block.rows.map((row) => row.join(' ')).join('. ')];
    default:
      return [block.text];
  }
}
