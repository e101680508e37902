import { at, childrenOf, childOf, type Element } from './tree';

/** What the properties of a paragraph make of it. */
export interface ParagraphRole {
  /** 1–9; null = no heading. */
  heading: number | null;
  title: boolean;
  /** An entry of a table of contents: it repeats a heading. */
  contents: boolean;
  list: { depth: number; ordered: boolean } | null;
}

const value = (element: Element | undefined): string | undefined => element?.attributes['w:val'];
const numberIn = (element: Element | undefined): number | undefined => {
  const text = value(element);
  return text === undefined || text === '' || Number.isNaN(Number(text)) ? undefined : Number(text);
};

/** The styles and numberings of a Word document. Style ids are words of its author's language, names are English. */
export class DocxStyles {
  private readonly styles = new Map<string, Element>();
  private readonly numberings = new Map<string, Element>();
  private readonly abstract = new Map<string, Element>();

  constructor(styles: Element | null, numbering: Element | null) {
    for (const style of childrenOf(at(styles ?? undefined, 'w:styles'), 'w:style')) {
      const id = style.attributes['w:styleId'];
      if (id !== undefined) this.styles.set(id, style);
    }
    const numbers = at(numbering ?? undefined, 'w:numbering');
    for (const num of childrenOf(numbers, 'w:num')) this.numberings.set(num.attributes['w:numId'] ?? '', num);
    for (const num of childrenOf(numbers, 'w:abstractNum')) {
      this.abstract.set(num.attributes['w:abstractNumId'] ?? '', num);
    }
  }

  roleOf(paragraph: Element): ParagraphRole {
    const own = childOf(paragraph, 'w:pPr');
    const chain = [own, ...this.chainOf(value(childOf(own, 'w:pStyle'))).map((style) => childOf(style, 'w:pPr'))];
    const names = this.chainOf(value(childOf(own, 'w:pStyle'))).map(
      (style) => value(childOf(style, 'w:name'))?.toLowerCase() ?? '',
    );
    const named = names.map((name) => /^heading ([1-9])$/.exec(name)?.[1]).find((level) => level !== undefined);
    // Level 9 of an outline is "body text".
    const outline = chain.map((p) => numberIn(childOf(p, 'w:outlineLvl'))).find((level) => level !== undefined);
    const heading = outline !== undefined ? (outline < 9 ? outline + 1 : null) : named ? Number(named) : null;
    return {
      heading,
      title: names.includes('title'),
      contents: names.some((name) => /^(toc \d|toc heading|table of figures)$/.test(name)),
      list: heading === null ? this.listOf(chain, names) : null,
    };
  }

  private chainOf(id: string | undefined): Element[] {
    const chain: Element[] = [];
    for (let next = id; next !== undefined && chain.length < 20;) {
      const style = this.styles.get(next);
      if (!style || chain.includes(style)) break;
      chain.push(style);
      next = value(childOf(style, 'w:basedOn'));
    }
    return chain;
  }

  private listOf(chain: readonly (Element | undefined)[], names: readonly string[]): ParagraphRole['list'] {
    const numbered = chain.map((p) => childOf(p, 'w:numPr')).find((numPr) => childOf(numPr, 'w:numId') !== undefined);
    if (!numbered) {
      const byName = names.map((name) => /^list (bullet|number)(?: (\d))?$/.exec(name)).find((match) => match !== null);
      return byName ? { depth: Number(byName[2] ?? 1) - 1, ordered: byName[1] === 'number' } : null;
    }
    const id = value(childOf(numbered, 'w:numId')) ?? '0';
    if (id === '0') return null;
    const depth = Math.max(0, ...chain.map((p) => numberIn(at(p, 'w:numPr', 'w:ilvl')) ?? 0).slice(0, 1));
    return { depth, ordered: this.formatOf(id, depth) !== 'bullet' };
  }

  private formatOf(numId: string, depth: number): string | undefined {
    const definition = this.abstract.get(value(childOf(this.numberings.get(numId), 'w:abstractNumId')) ?? '');
    const level = childrenOf(definition, 'w:lvl').find(({ attributes }) => attributes['w:ilvl'] === String(depth));
    return value(childOf(level, 'w:numFmt')) ?? 'bullet';
  }
}
