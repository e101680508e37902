import { at, childOf, isElement, wordsOf, type Element } from './tree';

/** What a paragraph says and what stands in it besides. */
export interface DocxText {
  text: string;
  /** Pages that begin in it, before its first word and after. */
  pagesBefore: number;
  pagesWithin: number;
  /** Every word of it is bold. */
  bold: boolean;
  /** Text boxes that hang on it. */
  boxes: Element[];
  footnotes: string[];
}

/** Deleted and moved-away text is no longer said; codes of fields never were. */
const SILENT = new Set(['w:del', 'w:moveFrom', 'w:instrText', 'w:delText', 'w:pPr', 'w:rPr', 'w:delInstrText']);
const CHARACTERS: Readonly<Record<string, string>> = {
  'w:tab': '\t',
  'w:ptab': '\t',
  'w:cr': '\n',
  'w:noBreakHyphen': '-',
};

/** Reads a paragraph as it is with all tracked changes accepted: what its last editor meant it to say. */
export function docxText(paragraph: Element): DocxText {
  const found: DocxText = { text: '', pagesBefore: 0, pagesWithin: 0, bold: true, boxes: [], footnotes: [] };
  read(paragraph, found, false);
  const said = found.text.trim() !== '';
  return { ...found, bold: found.bold && said };
}

function read(element: Element, found: DocxText, bold: boolean): void {
  for (const node of element.children) {
    if (!isElement(node) || SILENT.has(node.name)) continue;
    switch (node.name) {
      case 'w:r': {
        const properties = childOf(node, 'w:rPr');
        if (!isOn(childOf(properties, 'w:vanish'))) read(node, found, isOn(childOf(properties, 'w:b')));
        break;
      }
      case 'w:t': {
        const words = wordsOf(node);
        if (words.trim() !== '' && !bold) found.bold = false;
        found.text += words;
        break;
      }
      case 'w:br':
        if ((node.attributes['w:type'] ?? 'textWrapping') === 'textWrapping') found.text += '\n';
        break;
      case 'w:lastRenderedPageBreak':
        if (found.text.trim() === '') found.pagesBefore++;
        else found.pagesWithin++;
        break;
      case 'w:footnoteReference':
        found.footnotes.push(node.attributes['w:id'] ?? '');
        break;
      case 'w:txbxContent':
        found.boxes.push(node);
        break;
      case 'mc:AlternateContent':
        // The same drawing twice, for new and old programs.
        read(childOf(node, 'mc:Choice') ?? childOf(node, 'mc:Fallback') ?? node, found, bold);
        break;
      default:
        if (CHARACTERS[node.name] !== undefined) found.text += CHARACTERS[node.name];
        else read(node, found, bold);
    }
  }
}

const isOn = (element: Element | undefined): boolean =>
  element !== undefined && !['0', 'false', 'off'].includes(element.attributes['w:val'] ?? '1');

/** Whether a content control holds a table of contents. */
export const isContents = (control: Element): boolean =>
  /table of contents/i.test(at(control, 'w:sdtPr', 'w:docPartObj', 'w:docPartGallery')?.attributes['w:val'] ?? '');
