import { Rest } from './rest';

const MINUTE = 60_000;

describe('who failed', () => {
  let now = 0;
  let asked = 0;
  const down = () => Promise.reject(new Error(`down ${++asked}`));
  beforeEach(() => (now = asked = 0));

  it('is left alone for longer each time, up to an hour, and fails at once meanwhile', async () => {
    const rest = Rest.ofIndexing(() => now);
    await expect(rest.ask(down)).rejects.toThrow('down 1');
    for (const [times, wait] of [1, 2, 4, 8, 16, 32, 60, 60].entries()) {
      now += wait * MINUTE - 1;
      await expect(rest.ask(down)).rejects.toThrow(`down ${times + 1}`);
      expect(asked).toBe(times + 1);
      now += 1;
      await expect(rest.ask(down)).rejects.toThrow(`down ${times + 2}`);
      expect(asked).toBe(times + 2);
    }
  });

  it('is asked at once when somebody wants to know, and as before once it answered', async () => {
    const rest = Rest.ofQuestions(() => now);
    await expect(rest.ask(down)).rejects.toThrow('down 1');
    rest.end();
    expect(await rest.ask(() => Promise.resolve('up'))).toBe('up');
    await expect(rest.ask(down)).rejects.toThrow('down 2');
    now += MINUTE;
    await expect(rest.ask(down)).rejects.toThrow('down 3');
  });

  it('is not left alone for a fault that is not its own', async () => {
    const rest = Rest.ofQuestions(() => now);
    await expect(rest.ask(down, () => false)).rejects.toThrow('down 1');
    await expect(rest.ask(down, () => false)).rejects.toThrow('down 2');
  });
});
