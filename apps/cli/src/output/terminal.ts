import { createInterface } from 'node:readline';
import { usageError } from '../exit-codes';

/**
 * Asks on standard error, so that standard output stays the answer's.
 * @throws CliError when the person ends the input (Ctrl-C, Ctrl-D) instead
 */
export function askAtTerminal(question: string): Promise<string> {
  return new Promise((answered, ended) => {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    lines.once('close', () => ended(usageError('Ended before everything was answered.', 'Nothing was made.')));
    lines.question(question, (line) => {
      answered(line);
      lines.close();
    });
  });
}
