import remarkParse from 'remark-parse';
import { toString } from 'mdast-util-to-string';
import { unified } from 'unified';
import { hardMarkdown } from '@salesagent/documents/markdown-bounds';
import { placeOf, yamlValueOf } from '@salesagent/governance';
import { LineCounter, parseDocument, type Document } from 'yaml';
import type { PlaybookProblem } from './problems';

/** YAML with the line of everything in it, so that a wrong threshold is reported where it stands. */
export class YamlSource {
  private constructor(
    readonly file: string,
    private readonly document: Document.Parsed,
    private readonly lines: LineCounter,
    private readonly offset: number,
    private readonly readable: boolean,
  ) {}

  /** `offset` is the number of lines of the file before the YAML. */
  static parse(file: string, text: string, offset: number, problems: PlaybookProblem[]): YamlSource {
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    for (const error of document.errors) {
      problems.push({
        file,
        line: lines.linePos(error.pos[0]).line + offset,
        message: `not valid YAML: ${error.message}`,
        suggestion: 'check indentation, quotes and that every key appears once',
      });
    }
    const problem = document.errors.length > 0 ? null : yamlValueOf(document, lines).problem;
    if (problem) {
      const { line, message, suggestion } = problem;
      problems.push({ file, line: line + offset, message, suggestion });
    }
    return new YamlSource(file, document, lines, offset, document.errors.length === 0 && problem === null);
  }

  /** Undefined where it is not readable, which was said when it was parsed. */
  value(): unknown {
    return this.readable ? this.document.toJS() : undefined;
  }

  /** Line of a value, or of the nearest thing above it that exists. */
  lineOf(path: readonly PropertyKey[]): number {
    return placeOf(this.document.contents, this.lines, path).line + this.offset;
  }
}

export interface SourcePassage {
  slug: string;
  heading: string;
  /** Markdown below the heading, as written. */
  text: string;
  line: number;
}

export interface SectionSource {
  file: string;
  title: string | null;
  frontMatter: YamlSource;
  passages: SourcePassage[];
}

/** Only headings are read from the tree, so plain Markdown suffices: tables stay in the words of their passage. */
const MARKDOWN = unified().use(remarkParse).freeze();

/** The front matter of a section file, null where it has none, and what stands below it. */
export function splitSection(text: string): { front: string | null; body: string; bodyOffset: number } {
  const normal = text.replaceAll('\r\n', '\n');
  const match = /^---\n([\s\S]*?)\n---[ \t]*(?:\n|$)/.exec(normal);
  const above = match?.[0] ?? '';
  return { front: match?.[1] ?? null, body: normal.slice(above.length), bodyOffset: above.split('\n').length - 1 };
}

/** Splits a section file into its front matter and the passages below its headings. */
export function parseSection(file: string, text: string, problems: PlaybookProblem[]): SectionSource {
  const { front, body, bodyOffset } = splitSection(text);
  if (front === null) {
    problems.push({
      file,
      line: 1,
      message: 'has no front matter',
      suggestion: 'begin the file with a line ---, the keys action and rules, and a line ---',
    });
  }
  const frontMatter = YamlSource.parse(file, front ?? '', 1, problems);
  return { file, frontMatter, ...readBody(file, body, bodyOffset, problems) };
}

function readBody(
  file: string,
  body: string,
  offset: number,
  problems: PlaybookProblem[],
): Pick<SectionSource, 'title' | 'passages'> {
  const hard = hardMarkdown(body);
  if (hard) {
    problems.push({ file, line: hard.line + offset, message: hard.problem, suggestion: hard.remedy });
    return { title: null, passages: [] };
  }
  const tree = MARKDOWN.parse(body);
  const headings = tree.children.flatMap((node) =>
    node.type === 'heading' && node.position
      ? [{ depth: node.depth, text: toString(node), position: node.position }]
      : [],
  );
  const title = headings.find((h) => h.depth === 1)?.text ?? null;
  const passages: SourcePassage[] = [];
  headings.forEach((heading, i) => {
    if (heading.depth === 1) return;
    const end = headings[i + 1]?.position.start.offset ?? body.length;
    const passage = {
      slug: slugOf(heading.text),
      heading: heading.text,
      text: body.slice(heading.position.end.offset, end).trim(),
      line: heading.position.start.line + offset,
    };
    if (passages.some((p) => p.slug === passage.slug)) {
      problems.push({
        file,
        line: passage.line,
        message: `two headings give the passage id "${passage.slug}"`,
        suggestion: 'give one of them another heading: citations must be unambiguous',
      });
    } else passages.push(passage);
  });
  return { title, passages };
}

/**
 * `Reason: bought` → `reason-bought`. The id of a passage is stable as long as its heading is. A heading in another
 * script keeps its letters.
 */
export function slugOf(heading: string): string {
  const letters = heading.toLowerCase().normalize('NFKD');
  const latin = letters.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
  if (/[a-z]/.test(latin)) return latin;
  return letters
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
}
