import type { Action } from '../../src/define';
import type { PlayedModel } from '../played-model';
import { checked, emptyCount, writtenBy, type ClaimCount } from './count';
import { INVENTIONS } from './corruptions';
import type { GeneratedDeal } from './generate';

/**
 * Checks what is left of the messages of a model that invents something in each of them: one kind of invention for every
 * deal in turn.
 */
export async function countInvented(
  model: PlayedModel,
  action: Action,
  deals: readonly GeneratedDeal[],
): Promise<ClaimCount> {
  const count = emptyCount(action, deals.length);
  const inventions = Object.values(INVENTIONS);
  for (const [n, deal] of deals.entries()) {
    model.play({ words: inventions[n % inventions.length]! });
    const [one] = await writtenBy(action, [deal], model.pen);
    if (one !== undefined) checked(action, one, count);
  }
  return count;
}
