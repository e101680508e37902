import { readsAsHeading } from './guess-headings';
import type { ReadBlock, ReadDocument } from './model';
import { relatedParts, titleOf } from './office-parts';
import { shapesOf, type Shape, type SlideParagraph } from './pptx-shapes';
import { at, childrenOf, treeOf, type Element } from './tree';
import { damaged, READING_LIMITS, tooMany } from './unreadable';
import type { ZipParts } from './zip';

/**
 * PowerPoint (Office Open XML): the title of a slide is a heading, of a slide that says nothing else one of the level
 * above; speaker notes are notes. Hidden slides and comments are not read.
 * @throws UnreadableDocument
 */
export function readPptx(file: string, parts: ZipParts): ReadDocument {
  const main = relatedParts(file, parts, '').find(({ type }) => type.endsWith('/officeDocument'))?.part;
  const part = main ?? 'ppt/presentation.xml';
  const xml = parts.text(part);
  const slides = xml === null ? undefined : at(treeOf(file, xml, true), 'p:presentation', 'p:sldIdLst');
  if (!slides) throw damaged(file, 'it holds no slides');
  const related = new Map(relatedParts(file, parts, part).map((relation) => [relation.id, relation.part]));
  const ids = childrenOf(slides, 'p:sldId').map(({ attributes }) => attributes['r:id'] ?? '');
  if (ids.length > READING_LIMITS.pages) {
    throw tooMany(file, 'slides', READING_LIMITS.pages);
  }
  const blocks: ReadBlock[] = [];
  const hidden: number[] = [];
  ids.forEach((id, i) => {
    const slide = related.get(id);
    const text = slide === undefined ? null : parts.text(slide);
    if (slide === undefined || text === null) throw damaged(file, `slide ${i + 1} is missing`);
    const tree = at(treeOf(file, text, true), 'p:sld');
    if (['0', 'false'].includes(tree?.attributes['show'] ?? '1')) hidden.push(i + 1);
    else blocks.push(...slideBlocks(tree, notesOf(file, parts, slide), i + 1));
  });
  const warnings = hidden.length > 0 ? [`Hidden slides were not read: ${hidden.join(', ')}.`] : [];
  return { file, format: 'pptx', title: titleGiven(titleOf(file, parts)), paging: 'slide', blocks, warnings };
}

/** What programs write where nobody named the file. */
const titleGiven = (title: string | null): string | null =>
  title === null || /^(powerpoint[- ]|pptxgenjs |presentation\d*$|slide 1$)/i.test(title) ? null : title;

function slideBlocks(slide: Element | undefined, notes: string[], page: number): ReadBlock[] {
  const place = { page, line: null };
  const shapes = shapesOf(at(slide, 'p:cSld', 'p:spTree'));
  const { title, rest } = titleIn(shapes);
  const body = rest.flatMap((shape): ReadBlock[] => {
    if (shape.kind === 'table') return [{ kind: 'table', rows: shape.rows, ...place }];
    if (shape.kind === 'text') return paragraphBlocks(shape.paragraphs, place);
    return [{ kind: 'paragraph', text: shape.text, ...place }];
  });
  const alone = rest.every(({ kind }) => kind === 'subtitle') && notes.length === 0;
  return [
    { kind: 'heading', level: alone ? 1 : 2, text: title ?? `Slide ${page}`, ...place },
    ...body,
    ...notes.map((text): ReadBlock => ({ kind: 'note', text, ...place })),
  ];
}

/** The title of a slide: its placeholder; where it has none, a line of its own in the largest letters. */
function titleIn(shapes: readonly Shape[]): { title: string | null; rest: Shape[] } {
  const title = shapes.find((shape) => shape.kind === 'title');
  if (title?.kind === 'title') return { title: title.text, rest: shapes.filter((shape) => shape !== title) };
  const texts = shapes.filter((shape) => shape.kind === 'text');
  const sizeOf = (shape: (typeof texts)[number]): number => Math.max(...shape.paragraphs.map(({ size }) => size));
  const largest = Math.max(0, ...texts.map(sizeOf));
  const line = texts.find(
    (shape) => shape.paragraphs.length === 1 && sizeOf(shape) === largest && readsAsHeading(shape.paragraphs[0]!.text),
  );
  const tied = texts.filter((shape) => sizeOf(shape) === largest).length;
  if (!line || (largest === 0 && line !== shapes[0]) || (tied > 1 && line !== texts[0])) {
    return { title: null, rest: [...shapes] };
  }
  return { title: line.paragraphs[0]!.text, rest: shapes.filter((shape) => shape !== line) };
}

/** Runs of bulleted paragraphs are lists; a single one in a placeholder is a sentence. */
function paragraphBlocks(paragraphs: readonly SlideParagraph[], place: { page: number; line: null }): ReadBlock[] {
  const blocks: ReadBlock[] = [];
  for (const { text, depth, ordered, bulleted } of paragraphs) {
    const last = blocks.at(-1);
    if (!bulleted || paragraphs.length === 1) blocks.push({ kind: 'paragraph', text, ...place });
    else if (last?.kind === 'list') last.items.push({ text, depth, ordered });
    else blocks.push({ kind: 'list', items: [{ text, depth, ordered }], ...place });
  }
  return blocks;
}

function notesOf(file: string, parts: ZipParts, slide: string): string[] {
  const part = relatedParts(file, parts, slide).find(({ type }) => type.endsWith('/notesSlide'))?.part;
  const xml = part === undefined ? null : parts.text(part);
  if (xml === null) return [];
  return shapesOf(at(treeOf(file, xml, true), 'p:notes', 'p:cSld', 'p:spTree'))
    .filter((shape) => shape.kind === 'text')
    .map(({ paragraphs }) => paragraphs.map(({ text }) => text).join('\n'));
}
