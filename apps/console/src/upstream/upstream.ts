import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '@salesagent/platform';
import { problem, ProblemError } from '../http/problem';

/** The services the console asks on behalf of a person. */
export const SERVICES = {
  gateway: 'gateway',
  orchestrator: 'orchestrator',
  'lead-gen': 'leadGen',
  qualification: 'qualification',
  deal: 'deal',
  'customer-success': 'customerSuccess',
  'ops-analyst': 'opsAnalyst',
} as const satisfies Record<string, keyof Config['urls']>;
export type ServiceName = keyof typeof SERVICES;

export interface Question {
  method?: 'GET' | 'POST';
  query?: Record<string, unknown>;
  body?: unknown;
  /** The person's own token: a service decides by who they are, not by who asks for them. */
  token: string;
  timeoutMilliseconds?: number;
  /** Ends the question when whoever asks it has gone. */
  signal?: AbortSignal;
}

const TIMEOUT = 60_000;

/** Asks other services, and turns every way they can fail into a message that names the service and the remedy. */
@Injectable()
export class Upstream {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  async json<T>(service: ServiceName, path: string, question: Question): Promise<T> {
    const response = await this.ask(service, path, question);
    return (await response.json()) as T;
  }

  /** The answer as it came, for files. @throws ProblemError for anything but 2xx */
  async ask(service: ServiceName, path: string, question: Question): Promise<Response> {
    const base = this.config.urls[SERVICES[service]];
    if (!base) throw down(service, `No address is configured for ${service}.`);
    const url = new URL(path.replace(/^\//, ''), base.endsWith('/') ? base : `${base}/`);
    for (const [name, value] of Object.entries(question.query ?? {})) {
      if (value !== undefined && value !== null) url.searchParams.set(name, String(value));
    }
    const response = await this.fetch(service, url, question);
    if (!response.ok) throw await refusal(service, response);
    return response;
  }

  private async fetch(service: ServiceName, url: URL, question: Question): Promise<Response> {
    try {
      return await fetch(url, {
        method: question.method ?? 'GET',
        headers: {
          authorization: `Bearer ${question.token}`,
          ...(question.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(question.body === undefined ? {} : { body: JSON.stringify(question.body) }),
        signal: AbortSignal.any([
          AbortSignal.timeout(question.timeoutMilliseconds ?? TIMEOUT),
          ...(question.signal ? [question.signal] : []),
        ]),
      });
    } catch (error) {
      question.signal?.throwIfAborted();
      if ((error as Error).name === 'TimeoutError')
        throw down(service, `${service} did not answer in time: it is busy or starting.`);
      throw down(service, `${service} is not reachable: it is down or starting.`);
    }
  }
}

function down(service: string, message: string): ProblemError {
  return problem(503, 'service-down', message, {
    service,
    remedy: `Try again in some seconds: the running stack starts ${service} again by itself. \`salesagent status\` says how far it is, logs/${service}.log in SALESAGENT_HOME why.`,
  });
}

const CODES: Record<number, string> = {
  400: 'bad-request',
  401: 'not-signed-in',
  403: 'not-permitted',
  404: 'not-found',
  409: 'conflict',
};

/** What a service refused, in its own words where it gave any. */
async function refusal(service: string, response: Response): Promise<ProblemError> {
  const text = await response.text();
  const body = parsed(text);
  const said = typeof body['message'] === 'string' ? body['message'] : null;
  if (response.status >= 500) {
    const status = response.status === 503 ? 503 : 502;
    return problem(status, status === 503 ? 'service-down' : 'service-failed', said ?? `${service} failed.`, {
      service,
      remedy: typeof body['remedy'] === 'string' ? body['remedy'] : `The log of ${service} says what happened.`,
    });
  }
  const code = typeof body['code'] === 'string' ? body['code'] : (CODES[response.status] ?? 'refused');
  return problem(response.status, code, said ?? `${service} refused (${response.status}).`, {
    service,
    remedy: typeof body['remedy'] === 'string' ? body['remedy'] : null,
  });
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
