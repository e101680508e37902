import type { ReadItem } from './model';
import { squared, tidy } from './model';
import { allOf, at, childOf, childrenOf, isElement, wordsOf, type Element } from './tree';

/** A text frame or table of a slide. */
export type Shape =
  | { kind: 'title' | 'subtitle'; text: string }
  | { kind: 'text'; paragraphs: SlideParagraph[]; placeholder: boolean }
  | { kind: 'table'; rows: string[][] };

export interface SlideParagraph extends ReadItem {
  bulleted: boolean;
  /** Hundredths of a point; 0 where the slide does not say. */
  size: number;
}

/** What a slide repeats from its master is not what it says. */
const FURNITURE = new Set(['dt', 'ftr', 'sldNum', 'hdr', 'sldImg']);

/** The shapes of a slide or of a page of notes, those in groups included, as they lie. */
export function shapesOf(tree: Element | undefined): Shape[] {
  return (tree?.children ?? []).flatMap((node): Shape[] => {
    if (!isElement(node)) return [];
    if (node.name === 'p:grpSp') return shapesOf(node);
    if (node.name === 'mc:AlternateContent')
      return shapesOf(childOf(node, 'mc:Choice') ?? childOf(node, 'mc:Fallback'));
    if (node.name === 'p:graphicFrame') return allOf(node, 'a:tbl').map(tableOf);
    return node.name === 'p:sp' ? textOf(node) : [];
  });
}

function textOf(shape: Element): Shape[] {
  const placeholder = at(shape, 'p:nvSpPr', 'p:nvPr', 'p:ph');
  const type = placeholder?.attributes['type'] ?? (placeholder ? 'body' : '');
  if (FURNITURE.has(type)) return [];
  const paragraphs = childrenOf(childOf(shape, 'p:txBody'), 'a:p').flatMap((p) => paragraphOf(p, placeholder));
  if (paragraphs.length === 0) return [];
  const whole = paragraphs.map(({ text }) => text).join(' ');
  if (type === 'title' || type === 'ctrTitle') return [{ kind: 'title', text: tidy(whole.replaceAll('\n', ' ')) }];
  if (type === 'subTitle') return [{ kind: 'subtitle', text: whole }];
  return [{ kind: 'text', paragraphs, placeholder: placeholder !== undefined }];
}

function paragraphOf(paragraph: Element, placeholder: Element | undefined): SlideParagraph[] {
  const text = tidy(runsIn(paragraph));
  if (text === '') return [];
  const properties = childOf(paragraph, 'a:pPr');
  const ordered = childOf(properties, 'a:buAutoNum') !== undefined;
  const marked =
    ordered || childOf(properties, 'a:buChar') !== undefined || childOf(properties, 'a:buBlip') !== undefined;
  // Text in a body placeholder has the bullets of its master unless it says otherwise.
  const inherited = placeholder !== undefined && childOf(properties, 'a:buNone') === undefined;
  const sizes = childrenOf(paragraph, 'a:r').map((run) => Number(childOf(run, 'a:rPr')?.attributes['sz'] ?? 0));
  return [
    {
      ...{ text, ordered, bulleted: marked || inherited, size: Math.max(0, ...sizes) },
      depth: Math.min(8, Number(properties?.attributes['lvl'] ?? 0) || 0),
    },
  ];
}

const runsIn = (paragraph: Element): string =>
  paragraph.children
    .map((node) => {
      if (!isElement(node)) return '';
      if (node.name === 'a:br') return '\n';
      return node.name === 'a:r' || node.name === 'a:fld' ? childrenOf(node, 'a:t').map(wordsOf).join('') : '';
    })
    .join('');

function tableOf(table: Element): Shape {
  const rows = childrenOf(table, 'a:tr').map((row) =>
    childrenOf(row, 'a:tc').map((cell) =>
      allOf(cell, 'a:p')
        .map((p) => tidy(runsIn(p)))
        .filter((text) => text !== '')
        .join('\n'),
    ),
  );
  return { kind: 'table', rows: squared(rows) };
}
