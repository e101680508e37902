import { Catch, type ArgumentsHost, type RpcExceptionFilter } from '@nestjs/common';
import { BaseRpcContext, Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { eventDefinition, type IntegrationEvent } from '@salesagent/canon/events';
import type { PoolClient } from 'pg';
import { isObservable, lastValueFrom, throwError, type Observable } from 'rxjs';
import { BusConsumer, type ConsumerOptions } from '../consumer/bus-consumer';

/** What an `@EventPattern` handler gets beside the event: the transaction its effect belongs in. */
export class BusContext extends BaseRpcContext<[PoolClient]> {
  get client(): PoolClient {
    return this.getArgByIndex(0);
  }
}

/**
 * Nest's own filter turns every error into `{ status, message }`, and the consumer could no longer tell a database
 * that is away from a message that is wrong. Set it with `useGlobalFilters` on the microservice.
 */
@Catch()
export class RethrowFilter implements RpcExceptionFilter {
  catch(exception: unknown, _host: ArgumentsHost): Observable<never> {
    return throwError(() => exception);
  }
}

export type BusServerOptions = Omit<ConsumerOptions, 'topics' | 'handle'>;

/**
 * Lets Nest controllers handle integration events: `@EventPattern('OpportunityWon')`. One event at a time, all of a
 * batch in one transaction. A projection of many events is better off with a {@link BusConsumer} of its own.
 */
export class BusServer extends Server implements CustomTransportStrategy {
  private consumer: BusConsumer | null = null;

  constructor(private readonly options: BusServerOptions) {
    super();
  }

  listen(callback: (error?: unknown) => void): void {
    const topics = new Set<string>();
    for (const type of this.messageHandlers.keys()) {
      const definition = eventDefinition(type);
      if (!definition) {
        callback(new Error(`@EventPattern('${type}'): no integration event has that type (canon/events).`));
        return;
      }
      topics.add(definition.topic);
    }
    this.consumer = new BusConsumer({
      ...this.options,
      topics: [...topics],
      handle: async (events, client) => {
        const context = new BusContext([client]);
        for (const event of events) await this.dispatch(event, context);
      },
    });
    this.consumer.start().then(() => callback(), callback);
  }

  async close(): Promise<void> {
    await this.consumer?.stop();
  }

  /** The consumer behind it, for health, lag and parked keys. */
  unwrap<T = BusConsumer | null>(): T {
    return this.consumer as T;
  }

  /** Connection events belong to the transport; there are none to listen for here. */
  on(): void {
    throw new Error('BusServer has no events of its own: ask unwrap() for the consumer.');
  }

  private async dispatch(event: IntegrationEvent, context: BusContext): Promise<void> {
    let handler: MessageHandler | null | undefined = this.getHandlerByPattern(event.type);
    for (; handler; handler = handler.next as MessageHandler | undefined) {
      const result: unknown = await handler(event, context);
      if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
    }
  }
}
