/** Asks over and over, also while the answer is an error; false when `milliseconds` pass. */
export async function patiently(
  is: () => Promise<boolean> | boolean,
  milliseconds = 240_000,
  pause = 200,
): Promise<boolean> {
  const begun = performance.now();
  while (performance.now() - begun < milliseconds) {
    const holds = await Promise.resolve()
      .then(is)
      .catch(() => false);
    if (holds) return true;
    await sleep(pause);
  }
  return false;
}

export const sleep = (milliseconds: number): Promise<void> => new Promise((next) => setTimeout(next, milliseconds));
