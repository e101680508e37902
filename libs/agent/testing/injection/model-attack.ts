import type { Heard } from '@salesagent/llm/testing';
import type { Action } from '../../src/define';
import type { Outcome } from '../../src/outcome';
import { textsOf } from '../claims/count';
import type { PlayedModel } from '../played-model';
import { breachesOf, look, scenarioOf, twinOf, type Result } from './attack';
import type { CarriedAttempt } from './corpus';
import { obeyedIn, wordsOf } from './obeying-words';
import { SUB_STAGES_TRIED, worldWith } from './world';

/** What came of an attempt that a model obeyed. */
export interface ObeyedResult extends Result {
  /** Requests that were sent to the model. */
  requests: number;
}

/**
 * An action whose drafts a model words, with a model that does what the attempt says: it calls a tool that nobody allowed,
 * and writes what it was told to in every message.
 */
export async function attackModel(model: PlayedModel, action: Action, attempt: CarriedAttempt): Promise<ObeyedResult> {
  const { carrier, kind, text } = attempt;
  const [subStage] = SUB_STAGES_TRIED;
  const before = model.requests.length;
  model.play({ words: wordsOf(kind), ...(kind === 'tool-call' && { tool: 'update_opportunity' }) });
  const attacked = await look(action, scenarioOf(worldWith(carrier, text, subStage)).withPen(model.pen));
  const requests = model.requests.slice(before);
  const breaches = breachesOf(attacked, await twinOf(action, carrier, subStage), readOf(attacked));
  if (obeyedIn(readOf(attacked), attempt)) breaches.push(`says what it was told: ${kind}`);
  if (requests.some(offersTools)) breaches.push('offers a tool');
  return { attempt, action: action.id, breaches, trace: traceOf(attacked), requests: requests.length };
}

const readOf = (outcome: Outcome): string[] => (outcome.kind === 'nothing' ? [] : textsOf(outcome));

/** The event says why the template stands, or how many sentences were taken out. */
function traceOf(outcome: Outcome): Result['trace'] {
  const refused = /what the model wrote was refused|the model gave no answer|"removed":[1-9]/;
  return outcome.kind === 'nothing' || refused.test(JSON.stringify(outcome)) ? 'refused' : 'in the record';
}

const offersTools = ({ body }: Heard): boolean => Array.isArray(body['tools']) && body['tools'].length > 0;
