import type { SourceDocument } from '@salesagent/retrieval';

/** The same numbers in every run, so that contenders and runs are compared on one corpus (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Takes words as often as a text does: each of `words` by the inverse of its rank (Zipf). */
function zipf(words: readonly string[], random: () => number): () => string {
  const sums: number[] = [];
  words.reduce((sum, _, i) => (sums[i] = sum + 1 / (i + 10)), 0);
  const total = sums.at(-1) ?? 0;
  return () => {
    const wanted = random() * total;
    let low = 0;
    for (let high = sums.length - 1; low < high;) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return words[low] ?? '';
  };
}

/**
 * Documents of five passages of 40 to 120 words, drawn from the playbook's own words by their frequency there and a long
 * tail of made ones, as the names of products and customers are.
 */
export function corpus(passages: number, playbookWords: readonly string[], random: () => number): SourceDocument[] {
  const counts = new Map<string, number>();
  for (const word of playbookWords) counts.set(word, (counts.get(word) ?? 0) + 1);
  const frequent = [...counts].sort((a, b) => b[1] - a[1]).map(([word]) => word);
  const made = Array.from({ length: 15_000 }, (_, i) => `${frequent[i % frequent.length]}${i.toString(36)}`);
  const next = zipf([...frequent, ...made], random);
  const text = (from: number, to: number): string =>
    Array.from({ length: from + Math.floor(random() * (to - from)) }, next).join(' ');
  return Array.from({ length: Math.ceil(passages / 5) }, (_, d) => ({
    ...{ source: 'bench', id: `d${d}`, title: text(2, 5), file: `d${d}.md`, hash: 'h', language: 'en' },
    ...{ company: null, stage: (d % 7) + 1, personas: [], effectiveFrom: null, effectiveTo: null },
    passages: Array.from({ length: 5 }, (_p, p) => ({
      ...{ id: `d${d}#p${p}`, heading: text(2, 5), path: [], text: text(40, 120), line: p * 4 + 1 },
    })),
  }));
}
