import { contentWords, type FoundPassage } from '@salesagent/agent';

/** What a sentence tells that nobody is won by, whatever it is of: “drops” is bad news more often than good. */
const BAD_NEWS =
  /(?<!\p{L})(?:los(?:e|es|t|ing|s|ses)|fail\p{L}*|drop\p{L}*|errors?|erroneous|down\p{L}*|breach\p{L}*|outages?|complain\p{L}*|crash\p{L}*|bugs?|defect\p{L}*|incidents?|break\p{L}*|broken?|wors\p{L}+|slow\p{L}*|delay\p{L}*|cancel\p{L}*|churn\p{L}*|lawsuits?|su(?:es|ed)|penalt\p{L}+|problem\p{L}*|issues?|wrong\p{L}*|corrupt\p{L}*|leak\p{L}*|vulnerab\p{L}*|attack\p{L}*|hack\p{L}*|stolen|refund\p{L}*|unable|cannot|miss(?:es|ed|ing)?|declin\p{L}*|poor\p{L}*|bad(?:ly)?|recall\p{L}*|disappoint\p{L}*|unhappy|unsafe)(?!\p{L})/iu;

/** What is to be proved, and what must not be taken for it. */
export interface ToProve {
  product: string;
  /** Names of other products that the documents found speak of. */
  otherProducts: readonly string[];
  goal: string;
}

/** Which of the names stand in a text, each as a whole: “GTX Plus” does not in “GTX Plus Pro” where that is one. */
export function namesIn(text: string, names: readonly string[]): Set<string> {
  let rest = text;
  const found = new Set<string>();
  for (const name of [...names].sort((a, b) => b.length - a.length)) {
    const whole = name.trim().replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    if (whole === '') continue;
    const without = rest.replace(new RegExp(String.raw`(?<![\p{L}\p{N}])${whole}(?![\p{L}\p{N}])`, 'giu'), '·');
    if (without !== rest) found.add(name);
    rest = without;
  }
  return found;
}

/**
 * Of sentences of a passage that may be said, the one that says most of what is asked; null where none is of the product and
 * speaks for it. A sentence is of the product where it names it, or the title or heading does and no other.
 */
export function bestProof(
  sentences: readonly string[],
  { title, heading }: Pick<FoundPassage, 'title' | 'heading'>,
  { product, otherProducts, goal }: ToProve,
): string | null {
  const names = [product, ...otherProducts];
  const isOnly = (named: ReadonlySet<string>): boolean => named.has(product) && named.size === 1;
  const passageIs = isOnly(namesIn(`${title}\n${heading}`, names));
  const asked = new Set(contentWords(`${product} ${goal}`));
  const shared = (sentence: string): number => new Set(contentWords(sentence).filter((word) => asked.has(word))).size;
  const proving = sentences.filter((sentence) => {
    const named = namesIn(sentence, names);
    return !BAD_NEWS.test(sentence) && (isOnly(named) || (passageIs && named.size === 0));
  });
  return proving.toSorted((a, b) => shared(b) - shared(a))[0] ?? null;
}
