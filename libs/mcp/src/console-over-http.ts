import { pathOf, QUESTIONS, type Console, type QuestionName, type QuestionParts } from './questions';
import { Refusal } from './refusal';

export interface ConsoleAddress {
  /** Where people open the console. */
  url: string;
  /** Where it is asked, if that is another address. */
  askedAt?: string;
  /** The person's own token, found for each question anew since it ends; null when nobody is signed in. */
  token(): Promise<string | null>;
  /** Ends questions whose asker has gone. */
  signal?: AbortSignal;
}

/** A large account's whole history takes the console some seconds. */
const TIMEOUT_MILLISECONDS = 60_000;

/** The console's own API and no other way to it, so that roles, row visibility and checks are those of the console. */
export class ConsoleOverHttp implements Console {
  constructor(private readonly address: ConsoleAddress) {}

  get url(): string {
    return this.address.url;
  }

  async ask(name: QuestionName, parts: QuestionParts = {}): Promise<unknown> {
    const path = pathOf(name, parts);
    const token = await this.address.token();
    if (token === null) throw notSignedIn('You are not signed in.');
    const response = await this.fetch(path, QUESTIONS[name].method, token, parts.body);
    const answer = await answerOf(response);
    if (response.ok) return answer;
    throw refused(response.status, answer);
  }

  private async fetch(path: string, method: string, token: string, body: object | undefined): Promise<Response> {
    const { url, askedAt = url, signal } = this.address;
    const timeout = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
    try {
      return await fetch(`${askedAt}${path}`, {
        method,
        redirect: 'error',
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
      });
    } catch {
      throw new Refusal(
        'service-down',
        `The console at ${url} does not answer.`,
        'See `salesagent status`; `npm start` starts the stack, SALESAGENT_URL names one that runs elsewhere.',
      );
    }
  }
}

async function answerOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

const notSignedIn = (message: string): Refusal =>
  new Refusal(
    'not-signed-in',
    message,
    'The person must sign in, you cannot: `salesagent login` in a terminal, or SALESAGENT_TOKEN. Then try again.',
  );

function refused(status: number, answer: unknown): Refusal {
  const problem = (typeof answer === 'object' && answer !== null ? answer : {}) as Record<string, unknown>;
  const message = typeof problem['message'] === 'string' ? problem['message'] : `The console answered ${status}.`;
  if (status === 401) return notSignedIn(message);
  const code = typeof problem['code'] === 'string' ? problem['code'] : 'failed';
  return new Refusal(code, message, typeof problem['remedy'] === 'string' ? problem['remedy'] : null);
}
