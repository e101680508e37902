import { outputViolations, violationsInWords, type OutputPolicy } from '@salesagent/governance';
import type { CustomerText } from './decision';
import { Ground, linksIn, promiseClaims, Source } from './guard';

/** A name promises nothing, Legal & General's for instance; a model's words have been held to more (`writing/judge.ts`). */
const isName = (from: string): boolean => /^facts\.(?:\w+\.)*\w*name$/i.test(from);

/**
 * Why texts may not go to a customer, by rule and version; null when they may.
 * @param ground what claims may rest on. @param lent templates by passage id: a promise holds in their words only
 */
export function refusedByPolicy(
  texts: readonly CustomerText[],
  policy: OutputPolicy,
  ground: Ground,
  lent: ReadonlyMap<string, string>,
): string | null {
  const wording = new Ground(
    [...lent].map(([id, text]) => new Source(id, text, 'wording')),
    ground,
  );
  for (const text of texts) {
    const whole = [text.subject, text.body].filter(Boolean).join('\n');
    const promises = promiseClaims(whole, wording, isName).map(({ promise, claim, from }) => ({
      kind: promise,
      words: claim,
      from,
    }));
    const links = linksIn(whole).length;
    const violations = outputViolations({ ...text, company: text.company ?? null, links, promises }, policy);
    if (violations.length > 0) return `refused by ${violationsInWords(violations)}`;
  }
  return null;
}
