import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { unansweredSchema } from '../api/operations.schema';
import { problem, ProblemError } from '../http/problem';
import { SERVICES, Upstream, type Question, type ServiceName } from './upstream';

/** A service, or the console itself. */
export type AnyService = ServiceName | 'console';
export type Unanswered = z.infer<typeof unansweredSchema>;

const NAMES: readonly AnyService[] = ['console', ...(Object.keys(SERVICES) as ServiceName[])];
/** An operator at night must see what is there, even while one service hangs. */
const TIMEOUT_MILLISECONDS = 5_000;

/** What is asked of a service over HTTP, and how the console answers the same question about itself. */
export interface Asking<T> {
  path: string;
  own: () => Promise<T>;
  question: Question;
}

/** Asks every service the same, and says which of them did not answer. */
@Injectable()
export class EveryService {
  constructor(private readonly upstream: Upstream) {}

  /** @throws ProblemError 404 when there is no such service */
  named(service: string): AnyService {
    const known = NAMES.find((name) => name === service);
    if (!known) {
      throw problem(404, 'not-found', `There is no service "${service}".`, { remedy: `One of ${NAMES.join(', ')}.` });
    }
    return known;
  }

  /** One service's answer. */
  one<T>(service: AnyService, { path, own, question }: Asking<T>): Promise<T> {
    return service === 'console' ? own() : this.upstream.json<T>(service, path, question);
  }

  /** The answers of all that answered, in a fixed order. A failure that is no service's own is thrown. */
  async all<T>(
    asking: Asking<T>,
    services: readonly AnyService[] = NAMES,
  ): Promise<{ answers: { service: AnyService; answer: T }[]; unanswered: Unanswered[] }> {
    const question = { timeoutMilliseconds: TIMEOUT_MILLISECONDS, ...asking.question };
    const settled = await Promise.allSettled(services.map((service) => this.one(service, { ...asking, question })));
    const answers: { service: AnyService; answer: T }[] = [];
    const unanswered: Unanswered[] = [];
    settled.forEach((result, i) => {
      const service = services[i]!;
      if (result.status === 'fulfilled') answers.push({ service, answer: result.value });
      else if (result.reason instanceof ProblemError) {
        const { message, remedy } = result.reason.problem;
        unanswered.push({ service, message, remedy });
      } else throw result.reason;
    });
    return { answers, unanswered };
  }
}
