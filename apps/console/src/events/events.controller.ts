import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { once } from 'node:events';
import { Can } from '@salesagent/auth';
import type { IntegrationEvent } from '@salesagent/canon/events';
import { CONFIG, type Config } from '@salesagent/platform';
import { eventsStreamQuery, type EventsStreamQuery, type EventTypes } from '../api/events.schema';
import { ZodPipe } from '../http/zod.pipe';
import { eventTypes } from './catalogue';
import { EventFeed } from './event-feed';
import { eventFilter } from './event-filter';

const KEEP_ALIVE_MILLISECONDS = 20_000;
/** A reader this far behind what happens now is let go; it may begin again. */
const MOST_BUFFERED_BYTES = 8_000_000;

/** The events of the system for whoever operates it. They are of all records, so only for those who may see all. */
@Controller('api/events')
export class EventsController {
  constructor(
    private readonly feed: EventFeed,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  list(): EventTypes {
    return eventTypes(this.config.company);
  }

  /** Server-sent events, each with an event as it is stored; ends when the reader goes. */
  @Get('stream')
  @Can('read', 'Event')
  async stream(
    @Res() response: Response,
    @Query(new ZodPipe(eventsStreamQuery)) query: EventsStreamQuery,
  ): Promise<void> {
    const filter = eventFilter(this.config.company, query);
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform' });
    response.write('event: hello\ndata: {}\n\n');
    const alive = setInterval(() => response.write(': alive\n\n'), KEEP_ALIVE_MILLISECONDS);
    const gone = once(response, 'close');
    const stop =
      query.from === 'now'
        ? this.feed.followNow(filter, (events) => {
            response.write(text(events));
            if (response.writableLength > MOST_BUFFERED_BYTES) response.destroy();
          })
        : await this.feed.followAll(filter, async (events) => {
            const full = events.length > 0 && !response.write(text(events));
            if (full) await Promise.race([once(response, 'drain'), gone]);
          });
    await gone;
    clearInterval(alive);
    await stop();
  }
}

const text = (events: readonly IntegrationEvent[]): string =>
  events.map((event) => `event: event\ndata: ${JSON.stringify(event)}\n\n`).join('');
