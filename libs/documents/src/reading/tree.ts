import { Parser } from 'htmlparser2';
import { damaged, READING_LIMITS, tooMany } from './unreadable';

export interface Element {
  /** `w:p`; of HTML in lower case. */
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: Node[];
  /** Where it begins in the text, in characters. */
  at: number;
}
export type Node = Element | string;

/**
 * XML or HTML as a tree. Document types are not read: nothing outside the text is ever fetched or put in, and
 * entities that a file declares for itself stay as they are written.
 * @throws UnreadableDocument when it is larger or deeper than documents are
 */
export function treeOf(file: string, text: string, xml: boolean): Element {
  const root: Element = { name: '', attributes: {}, children: [], at: 0 };
  const open = [root];
  let nodes = 0;
  const count = (): void => {
    if (++nodes > READING_LIMITS.nodes) throw tooMany(file, 'elements', READING_LIMITS.nodes);
  };
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        count();
        if (open.length > READING_LIMITS.depth) throw damaged(file, 'its elements are too deep inside one another');
        const element = { name, attributes, children: [], at: parser.startIndex };
        open.at(-1)!.children.push(element);
        open.push(element);
      },
      ontext(words) {
        const { children } = open.at(-1)!;
        const last = children.length - 1;
        if (typeof children[last] === 'string') children[last] += words;
        else {
          count();
          children.push(words);
        }
      },
      onclosetag() {
        if (open.length > 1) open.pop();
      },
    },
    { xmlMode: xml, decodeEntities: true },
  );
  parser.write(text);
  parser.end();
  return root;
}

export const isElement = (node: Node): node is Element => typeof node !== 'string';

export const childrenOf = (element: Element | undefined, ...names: string[]): Element[] =>
  (element?.children ?? []).filter((node): node is Element => isElement(node) && names.includes(node.name));

export const childOf = (element: Element | undefined, name: string): Element | undefined =>
  childrenOf(element, name)[0];

/** The element at the end of a path of names. */
export const at = (element: Element | undefined, ...path: string[]): Element | undefined =>
  path.reduce<Element | undefined>((from, name) => childOf(from, name), element);

/** Every element of a name below, in order, those inside one another included. */
export function allOf(element: Element | undefined, name: string): Element[] {
  const found: Element[] = [];
  const look = (from: Element): void => {
    for (const node of from.children) {
      if (!isElement(node)) continue;
      if (node.name === name) found.push(node);
      look(node);
    }
  };
  if (element) look(element);
  return found;
}

export const wordsOf = (node: Node): string => (isElement(node) ? node.children.map(wordsOf).join('') : node);
