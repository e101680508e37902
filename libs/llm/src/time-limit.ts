/** Why a signal was aborted: the time was over, not who asked. */
export class TimeOver extends Error {
  override readonly name = 'TimeOver';

  constructor(readonly limitMs: number) {
    super(`not done within ${limitMs} ms`);
  }
}

/**
 * Runs with a signal that is aborted when the time is over or `outer` is. It ends then even if what runs does not look
 * at its signal.
 *
 * @param limitMs of the whole, ms
 * @throws TimeOver, the reason of `outer`, or what `run` throws
 */
export async function withTimeLimit<T>(
  limitMs: number,
  outer: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const stop = () => controller.abort(outer?.reason);
  if (outer?.aborted) stop();
  outer?.addEventListener('abort', stop, { once: true });
  const timer = setTimeout(() => controller.abort(new TimeOver(limitMs)), Math.max(0, limitMs));
  try {
    return await Promise.race([rejectedWhenAborted(signal), run(signal)]);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', stop);
    // Whatever still runs for a call that has ended is told so.
    controller.abort(new TimeOver(limitMs));
  }
}

function rejectedWhenAborted(signal: AbortSignal): Promise<never> {
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  aborted.catch(() => undefined);
  return aborted;
}

/** Waits; ends early, by throwing the signal's reason, when it is aborted. */
export function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}
