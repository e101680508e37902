import { toString } from 'mdast-util-to-string';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { hardMarkdown } from './markdown-bounds';
import { levelOf, type ReadBlock, type ReadDocument, type ReadItem } from './model';
import { damaged, READING_LIMITS, tooMany, UnreadableDocument } from './unreadable';

const MARKDOWN = unified().use(remarkParse).use(remarkGfm).freeze();
type Root = ReturnType<typeof MARKDOWN.parse>;
type List = Extract<Root['children'][number], { type: 'list' }>;

/**
 * Markdown (GFM) as a tree.
 * @param file as messages should name it
 * @param above lines of the file before the text
 * @throws UnreadableDocument
 */
export function parseMarkdown(file: string, text: string, above = 0): Root {
  if (text.split('\n').length > READING_LIMITS.lines) throw tooMany(file, 'lines', READING_LIMITS.lines);
  const hard = hardMarkdown(text);
  if (hard) {
    const problem = `${hard.problem} (line ${hard.line + above})`;
    throw new UnreadableDocument(file, 'too-large', problem, hard.remedy);
  }
  return notTooDeep(file, () => MARKDOWN.parse(text));
}

/** What is inside something is read by a call inside a call. */
function notTooDeep<T>(file: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof RangeError) throw damaged(file, 'its elements are too deep inside one another');
    throw error;
  }
}

/** Markdown (GFM), its words as written; front matter is passed over. */
export const readMarkdown = (file: string, text: string): ReadDocument =>
  notTooDeep(file, () => markdownRead(file, text));

function markdownRead(file: string, text: string): ReadDocument {
  const front = /^---\n[\s\S]*?\n---[ \t]*(?:\n|$)/.exec(text)?.[0] ?? '';
  const body = text.slice(front.length);
  const above = front.split('\n').length - 1;
  const written = (node: { position?: { start: { offset?: number }; end: { offset?: number } } }): string =>
    body.slice(node.position?.start.offset ?? 0, node.position?.end.offset ?? 0);
  const itemsOf = (list: List, depth: number): ReadItem[] =>
    list.children.flatMap((item) => {
      const own = item.children.filter(({ type }) => type !== 'list');
      const inner = item.children.filter((child): child is List => child.type === 'list');
      const said = { text: own.map(written).join('\n'), depth, ordered: list.ordered === true };
      return [...(said.text === '' ? [] : [said]), ...inner.flatMap((below) => itemsOf(below, depth + 1))];
    });
  const blocks = parseMarkdown(file, body, above).children.flatMap((node): ReadBlock[] => {
    const place = { page: null, line: above + (node.position?.start.line ?? 1) };
    if (node.type === 'heading') {
      const heading = toString(node).trim();
      return heading === '' ? [] : [{ kind: 'heading', level: levelOf(node.depth), text: heading, ...place }];
    }
    if (node.type === 'list') return [{ kind: 'list', items: itemsOf(node, 0), ...place }];
    if (node.type === 'table') {
      const rows = node.children.map((row) => row.children.map((cell) => toString(cell)));
      return [{ kind: 'table', rows, ...place }];
    }
    if (node.type === 'thematicBreak' || node.type === 'definition') return [];
    return [{ kind: 'paragraph', text: written(node), ...place }];
  });
  const first = blocks.find((block) => block.kind === 'heading' && block.level === 1);
  return {
    ...{ file, format: 'markdown', title: first?.kind === 'heading' ? first.text : null, paging: null },
    ...{ blocks, warnings: [] },
  };
}
