import { directions } from '../../testing/vector-points';
import type { Embedder } from './embedder';
import { LotOfTexts } from './lot-of-texts';

const DIMENSIONS = 384;

describe('texts of confidential documents, of which a server may be told nothing', () => {
  const asked: string[] = [];
  /** Each text in a direction of its own. */
  const server: Embedder = {
    ...{ model: 'a-model', dimensions: DIMENSIONS, keepsConfidential: true },
    embed: (texts) => {
      asked.push(...texts);
      return Promise.resolve(texts.map((text) => directions(1, text.length, DIMENSIONS)[0]!));
    },
  };

  it('are near to no question, not even to one that is but a word', async () => {
    const texts = [
      { textHash: 'a', text: 'Our lowest margin.', confidential: true as const },
      { textHash: 'b', text: 'Our opening hours.' },
    ];
    const [withheld, sent] = await new LotOfTexts(server, () => undefined).embed(texts);
    expect(asked).toEqual(['Our opening hours.']);
    const questions = await server.embed(['text', 'a', 'the', ...Array.from({ length: 99 }, (_, i) => '?'.repeat(i))], 'question'); // prettier-ignore
    const cosine = (one: Float32Array, other: Float32Array): number =>
      one.reduce((sum, value, i) => sum + value * other[i]!, 0);
    expect(cosine(withheld!, withheld!)).toBeCloseTo(1);
    expect(sent).toEqual(directions(1, 'Our opening hours.'.length, DIMENSIONS)[0]);
    expect(Math.max(...questions.map((question) => Math.abs(cosine(withheld!, question))))).toBeLessThan(0.25);
  });
});
