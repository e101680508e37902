import { createClient, type Client } from './client/generated/client';
import type { Problem } from './client/generated';
import { CliError, EXIT, type ExitCode } from './exit-codes';
import { renewLogin } from './issuer';
import { consoleUrl, type Surroundings } from './surroundings';
import { accessToken } from './token';

/** An answer of the generated client: data, or the problem, or nothing when the console was not reached. */
interface Answer<T> {
  data?: T;
  error?: unknown;
  response?: Response;
}

/** The console's API, signed in, with every failure turned into a message and an exit code. */
export class ConsoleApi {
  private constructor(
    readonly url: string,
    readonly client: Client,
  ) {}

  /** @throws CliError when no console is known */
  static async open(surroundings: Surroundings, now: () => number): Promise<ConsoleApi> {
    const url = consoleUrl(surroundings);
    const token = await accessToken(surroundings, (login) => renewLogin(login, now), now);
    return new ConsoleApi(url, createClient({ baseUrl: url, ...(token ? { auth: () => token } : {}) }));
  }

  /** Runs a call of the generated client and gives its data. @throws CliError */
  async call<T>(ask: (client: Client) => Promise<Answer<T>>): Promise<T> {
    let answer: Answer<T>;
    try {
      answer = await ask(this.client);
    } catch (error) {
      throw this.unreachable(error);
    }
    if (!answer.response) throw this.unreachable(answer.error);
    if (!answer.response.ok) throw refused(answer.response.status, answer.error);
    return answer.data as T;
  }

  private unreachable(cause: unknown): CliError {
    const error = new CliError(
      EXIT.notReachable,
      `The console at ${this.url} does not answer.`,
      'If the stack is starting, wait with `salesagent status --wait 300`; if it does not run, `npm start` starts it; if it runs elsewhere, set SALESAGENT_URL.',
      'service-down',
    );
    error.cause = cause;
    return error;
  }
}

const BY_STATUS: Record<number, ExitCode> = {
  400: EXIT.usage,
  401: EXIT.notPermitted,
  403: EXIT.notPermitted,
  404: EXIT.notFound,
  409: EXIT.conflict,
  502: EXIT.notReachable,
  503: EXIT.notReachable,
  504: EXIT.notReachable,
};

function refused(status: number, error: unknown): CliError {
  const problem = (typeof error === 'object' && error !== null ? error : {}) as Partial<Problem>;
  const remedy =
    status === 401
      ? 'Run `salesagent login`, or set SALESAGENT_TOKEN; `npm start` keeps an operator’s token in SALESAGENT_HOME.'
      : (problem.remedy ?? null);
  return new CliError(
    BY_STATUS[status] ?? EXIT.failed,
    problem.message ?? `The console answered ${status}.`,
    remedy,
    problem.code ?? 'failed',
  );
}
