import { ModelCallCancelled, ModelTimedOut, NOTHING_SPENT, type ModelError } from './errors';
import type { LanguageModel, ModelAnswer, ModelRequest } from './port';
import { wait } from './time-limit';

/** Places for calls, given out first come, first served. */
export class Places {
  private taken = 0;
  private readonly waiting: (() => void)[] = [];

  /** @param places calls at once, of this process */
  constructor(private readonly places: number) {}

  /** Resolves to false when the signal was aborted first. */
  async take(signal: AbortSignal): Promise<boolean> {
    if (this.taken < this.places) {
      this.taken += 1;
      return true;
    }
    return new Promise<boolean>((resolve) => {
      const come = () => {
        signal.removeEventListener('abort', leave);
        resolve(true);
      };
      const leave = () => {
        this.waiting.splice(this.waiting.indexOf(come), 1);
        resolve(false);
      };
      this.waiting.push(come);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  /** Hands the place to who has waited longest. */
  leave(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.taken -= 1;
  }
}

/** A model of which so many are asked at once; the others wait, and what they wait is part of their time. */
export function limited(model: LanguageModel, places: Places): LanguageModel {
  return {
    ...{ name: model.name, configured: model.configured },
    async answer<T>(request: ModelRequest<T>): Promise<ModelAnswer<T>> {
      const started = performance.now();
      await place(request, places, model.name);
      try {
        const waited = performance.now() - started;
        const answer = await model.answer({ ...request, timeoutMs: Math.max(1, request.timeoutMs - waited) });
        return { ...answer, latencyMs: performance.now() - started };
      } finally {
        places.leave();
      }
    },
  };
}

async function place<T>({ timeoutMs, signal }: ModelRequest<T>, places: Places, name: string): Promise<void> {
  if (signal?.aborted) throw unsent(new ModelCallCancelled('The call was given up by who made it.'));
  const patience = new AbortController();
  const stop = () => patience.abort();
  signal?.addEventListener('abort', stop, { once: true });
  const clock = wait(timeoutMs, patience.signal).then(stop, () => undefined);
  const got = await places.take(patience.signal);
  signal?.removeEventListener('abort', stop);
  stop();
  await clock;
  if (got) return;
  if (signal?.aborted) throw unsent(new ModelCallCancelled('The call was given up by who made it.'));
  const message = `${name} had no place free within ${timeoutMs} ms; raise MODEL_CONCURRENCY or ask for less at once.`;
  throw unsent(new ModelTimedOut(message, timeoutMs));
}

/** Nothing was sent, so that the ledger counts nothing. */
function unsent(error: ModelError): ModelError {
  return Object.assign(error, { spent: NOTHING_SPENT });
}
