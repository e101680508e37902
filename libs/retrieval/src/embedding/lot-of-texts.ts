import type { UnembeddedText } from '../store';
import type { Embedder } from './embedder';
import { nearToNothing } from './near-to-nothing';

/** No server refuses this text for what it is: one that does refuses every text. */
const HARMLESS = 'text';
/** Characters of a beginning that is not shortened any more. */
const SHORTEST = 40;

/**
 * Vectors of several texts at once; what is confidential is not sent to a server, and is found by its words alone. A text that
 * is not taken is searched for by halves, and shortened by halves.
 */
export class LotOfTexts {
  /** Whether `HARMLESS` was taken. */
  private takes = false;

  constructor(
    private readonly embedder: Embedder,
    private readonly onShortened: (told: string) => void,
  ) {}

  /** @throws as the embedder does where it takes no text at all */
  async embed(texts: readonly UnembeddedText[]): Promise<Float32Array[]> {
    if (!this.embedder.keepsConfidential) return this.ask(texts);
    const vectors = (await this.ask(texts.filter(({ confidential }) => !confidential))).values();
    const made: Float32Array[] = [];
    for (const { confidential } of texts) {
      made.push(confidential ? nearToNothing(this.embedder.dimensions) : vectors.next().value!);
    }
    return made;
  }

  private async ask(texts: readonly UnembeddedText[]): Promise<Float32Array[]> {
    if (texts.length === 0) return [];
    try {
      return await this.vectors(texts.map(({ text }) => text));
    } catch (error) {
      if (!this.embedder.isAboutTexts?.(error)) throw error;
      await this.takesAny(error);
      if (texts.length === 1) return [await this.shortened(texts[0]!, error)];
      const half = Math.ceil(texts.length / 2);
      return [...(await this.ask(texts.slice(0, half))), ...(await this.ask(texts.slice(half)))];
    }
  }

  private async shortened({ text, passage }: UnembeddedText, refused: unknown): Promise<Float32Array> {
    const name = passage ?? `"${text.slice(0, 80)}"`;
    const why = refused instanceof Error ? refused.message : String(refused);
    for (let length = Math.floor(text.length / 2); length >= SHORTEST; length = Math.floor(length / 2)) {
      try {
        const [vector] = await this.vectors([beginningOf(text, length)]);
        this.onShortened(`${name} is found by vector by its first ${length} characters alone; shorten it: ${why}`);
        return vector!;
      } catch (error) {
        if (!this.embedder.isAboutTexts?.(error)) throw error;
      }
    }
    // Without any vector it would keep all others from being searched by theirs.
    this.onShortened(`${name} is found by its words alone; change it: ${why}`);
    return nearToNothing(this.embedder.dimensions);
  }

  /** @throws what was refused where every text is */
  private async takesAny(refused: unknown): Promise<void> {
    if (this.takes) return;
    try {
      await this.vectors([HARMLESS]);
      this.takes = true;
    } catch (error) {
      throw this.embedder.isAboutTexts?.(error) ? refused : error;
    }
  }

  private vectors(texts: readonly string[]): Promise<Float32Array[]> {
    return this.embedder.embed(texts, 'passage');
  }
}

/** No character is cut into two halves that are none. */
const beginningOf = (text: string, length: number): string => text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
