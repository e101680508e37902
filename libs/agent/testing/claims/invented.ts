import type { Action } from '../../src/define';
import type { Documents } from '../../src/documents';
import type { Played, PlayedModel } from '../played-model';
import { checked, emptyCount, writtenBy, type ClaimCount } from './count';
import { asQuestion, asSubject, asTagQuestion, INVENTIONS } from './corruptions';
import type { GeneratedDeal } from './generate';

/** An invention as each thing that a message may hold. */
const FORMS: readonly ((sentence: string) => Played)[] = [
  (words) => ({ words }),
  (words) => ({ words: asQuestion(words) }),
  (words) => ({ words: asTagQuestion(words) }),
  (words) => ({ words: '', subject: asSubject(words) }),
];

/**
 * Checks what is left of the messages of a model that invents something in each of them: one kind of invention in one form
 * for every deal in turn.
 */
export async function countInvented(
  model: PlayedModel,
  action: Action,
  deals: readonly GeneratedDeal[],
  documents: Documents | null = null,
): Promise<ClaimCount> {
  const count = emptyCount(action, deals.length);
  const inventions = Object.values(INVENTIONS);
  for (const [n, deal] of deals.entries()) {
    const form = FORMS[Math.floor(n / inventions.length) % FORMS.length]!;
    model.play(form(inventions[n % inventions.length]!));
    const [one] = await writtenBy(action, [deal], { pen: model.pen, documents });
    if (one !== undefined) checked(action, one, count);
  }
  return count;
}
