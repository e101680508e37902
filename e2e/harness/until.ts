/** Asks again until the answer holds, for as long as a busy machine may need; the last answer is in the error. */
export async function until<T>(what: string, ask: () => Promise<T>, holds: (answer: T) => boolean): Promise<T> {
  const attempts = 300;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await ask();
    if (holds(answer)) return answer;
    if (attempt === attempts)
      throw new Error(`It did not come to pass that ${what}. Last seen: ${JSON.stringify(answer).slice(0, 800)}`);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}
