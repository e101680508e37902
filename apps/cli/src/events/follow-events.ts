import type { IntegrationEvent } from '@salesagent/canon/events';
import type { ConsoleApi } from '../console-api';

export interface EventsAsked {
  topic?: string;
  type?: string;
  key?: string;
  from: 'beginning' | 'now';
}

/**
 * Events of the console as they come. Ends when the console ends the stream.
 * @throws CliError when the console refuses or does not answer
 */
export async function* followEvents(
  api: ConsoleApi,
  query: EventsAsked,
  connected: () => void,
): AsyncGenerator<IntegrationEvent> {
  const body = await api.call((client) =>
    client.get<ReadableStream<Uint8Array>>({
      url: '/api/events/stream',
      query: { ...query },
      parseAs: 'stream',
      security: [{ scheme: 'bearer', type: 'http' }],
    }),
  );
  if (!body) return;
  for await (const { event, data } of serverSentEvents(body)) {
    if (event === 'hello') connected();
    if (event === 'event') yield JSON.parse(data) as IntegrationEvent;
  }
}

/** Messages of a server-sent event stream, comments left out. */
async function* serverSentEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<{ event: string; data: string }> {
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const bytes of body) {
      const blocks = `${rest}${decoder.decode(bytes, { stream: true })}`.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const fields = new Map(block.split('\n').map((line) => splitOnce(line)));
        const data = fields.get('data');
        if (data !== undefined) yield { event: fields.get('event') ?? 'message', data };
      }
    }
  } catch (error) {
    // A console that goes away cuts the connection: that is an end like any other.
    if (!(error instanceof TypeError)) throw error;
  }
}

function splitOnce(line: string): [string, string] {
  const colon = line.indexOf(': ');
  return colon < 0 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 2)];
}
