import {
  ModelCallCancelled,
  ModelError,
  ModelNotConfigured,
  ModelTimedOut,
  NobodyAnswered,
  type ModelSaid,
} from './errors';
import type { LanguageModel, ModelAnswer, ModelRequest } from './port';
import { noModel } from './no-model';

export interface ChainMember {
  model: LanguageModel;
  /** Weight of its share in the time that is left when its turn comes; 1 when absent. */
  share?: number;
}

/** With less time than this a model is not asked at all, ms. */
const LEAST_TIME_MS = 50;

/**
 * Asks one model after another until one answers, within the time of one call: each has its share of what is left, and
 * what one does not use is there for the next. A call that was given up ends at once. Where nobody answers, the error
 * lists what each said, and the caller takes the playbook's template.
 *
 * @throws NobodyAnswered, ModelCallCancelled; with a single model its own error
 */
export function firstThatAnswers(members: readonly (LanguageModel | ChainMember)[]): LanguageModel {
  const chain = members.map((member): ChainMember => ('model' in member ? member : { model: member }));
  const usable = chain.filter(({ model }) => model.configured);
  const [first] = usable;
  if (!first) return noModel();
  if (usable.length === 1) return first.model;
  return {
    name: usable.map(({ model }) => model.name).join(', then '),
    configured: true,
    answer: (request) => ask(usable, request),
  };
}

async function ask<T>(chain: readonly ChainMember[], request: ModelRequest<T>): Promise<ModelAnswer<T>> {
  const started = performance.now();
  const said: ModelSaid[] = [];
  for (const [i, { model, share = 1 }] of chain.entries()) {
    const left = request.timeoutMs - (performance.now() - started);
    const shares = chain.slice(i).reduce((sum, member) => sum + (member.share ?? 1), 0);
    const timeoutMs = Math.floor((left * share) / shares);
    try {
      if (timeoutMs < Math.min(LEAST_TIME_MS, request.timeoutMs)) throw noTimeLeft(request.timeoutMs);
      const answer = await model.answer({ ...request, timeoutMs, ...restarting(request, i) });
      return { ...answer, latencyMs: performance.now() - started };
    } catch (error) {
      if (!(error instanceof ModelError) || error instanceof ModelCallCancelled) throw error;
      said.push({ model: model.name, error });
    }
  }
  throw nobody(said);
}

/** Text of a second model begins anew, which its first piece tells. */
function restarting<T>({ onText }: ModelRequest<T>, i: number): Pick<ModelRequest<T>, 'onText'> {
  if (!onText || i === 0) return {};
  let first = true;
  return {
    onText: (piece, restarted) => {
      onText(piece, restarted || first);
      first = false;
    },
  };
}

function noTimeLeft(timeoutMs: number): ModelTimedOut {
  return new ModelTimedOut('No time was left to ask it.', timeoutMs);
}

function nobody(said: readonly ModelSaid[]): ModelError {
  if (said.every(({ error }) => error instanceof ModelNotConfigured)) return said[0]!.error;
  const list = said.map(({ model, error }) => `${model}: ${error.message}`).join(' ');
  return new NobodyAnswered(`No model answered; use the template. ${list}`, said);
}
