import { Controller, Req, Sse, type MessageEvent } from '@nestjs/common';
import { seesEverything } from '@salesagent/auth';
import { concat, interval, map, merge, of, type Observable } from 'rxjs';
import type { StreamEvent } from '../api/stream.schema';
import type { SignedInRequest } from '../session/signed-in';
import { Changes } from './changes';

/** Proxies close a connection that is silent for long. */
const KEEP_ALIVE_MILLISECONDS = 20_000;

/** Server-sent events for open pages: what to fetch again, never the data itself. */
@Controller('api')
export class StreamController {
  constructor(private readonly changes: Changes) {}

  @Sse('stream')
  stream(@Req() request: SignedInRequest): Observable<MessageEvent> {
    const all = seesEverything(request.principal);
    const changed = this.changes.all.pipe(
      map((change): MessageEvent => ({ type: 'changed', data: all ? change : withoutIds(change) })),
    );
    const alive = interval(KEEP_ALIVE_MILLISECONDS).pipe(map((): MessageEvent => ({ type: 'alive', data: {} })));
    return concat(of<MessageEvent>({ type: 'hello', data: {} }), merge(changed, alive));
  }
}

/** Who sees only some rows learns that something changed, not whose. */
function withoutIds(change: StreamEvent): StreamEvent {
  return { ...change, deals: [], accounts: [], approvals: [], many: true };
}
