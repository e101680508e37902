import type { BacktestBody, BacktestLine, PastBacktest } from '../client/generated';
import type { ConsoleApi } from '../console-api';
import { CliError, EXIT } from '../exit-codes';

/** Milliseconds between two words on how far it is. */
const TELL_EVERY = 5_000;

/**
 * Runs a backtest and waits for its result. @throws CliError when it is refused, breaks off or cannot be reached
 * @param tell is given a line now and then on how far it is
 */
export async function runBacktest(
  api: ConsoleApi,
  body: BacktestBody,
  tell: (said: string) => void,
): Promise<PastBacktest> {
  const stream = await api.call((client) =>
    client.post<ReadableStream<Uint8Array>>({
      ...{ url: '/api/backtest', body, parseAs: 'stream' as const },
      headers: { 'content-type': 'application/json' },
      security: [{ scheme: 'bearer', type: 'http' }],
    }),
  );
  let told = performance.now();
  for await (const { progress, result, error } of linesOf(stream)) {
    if (result) return result;
    if (error) throw new CliError(EXIT.failed, error.message, error.remedy, error.code);
    if (progress && performance.now() - told > TELL_EVERY) {
      told = performance.now();
      tell(`${progress.service}: ${progress.said}`);
    }
  }
  throw new CliError(
    EXIT.notReachable,
    'The console broke off the backtest.',
    'Run it again; `salesagent status` says whether the stack runs.',
    'service-down',
  );
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<BacktestLine> {
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const bytes of body) {
      const lines = `${rest}${decoder.decode(bytes, { stream: true })}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line !== '') yield JSON.parse(line) as BacktestLine;
    }
  } catch (error) {
    // A console that goes away cuts the connection: that is an end like any other.
    if (!(error instanceof TypeError)) throw error;
  }
}
