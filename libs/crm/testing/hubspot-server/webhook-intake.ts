import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseWebhook, signatureProblem, type Timing, type WebhookEvent } from '../../src/index';

/** The receiving end of webhooks: verifies, stores each notification once, and answers; work is behind it. */
export class WebhookIntake {
  readonly refused: string[] = [];
  /** Deliveries of something that was stored already. */
  repeated = 0;
  private readonly stored = new Map<string, WebhookEvent>();
  private fresh: WebhookEvent[] = [];
  private readonly server: Server;

  private constructor(secret: string, clock: Timing) {
    this.server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks);
      const header = (name: string) => request.headers[name] as string | undefined;
      const signed = {
        method: request.method ?? '',
        uri: new URL(request.url ?? '/', this.url).href,
        body,
        signature: header('x-hubspot-signature-v3'),
        timestamp: header('x-hubspot-request-timestamp'),
      };
      const problem = signatureProblem(secret, signed, clock.now());
      if (problem) this.refused.push(problem);
      else this.store(parseWebhook(body).events);
      response.writeHead(problem ? 401 : 204).end();
    });
  }

  static async start(secret: string, clock: Timing): Promise<WebhookIntake> {
    const intake = new WebhookIntake(secret, clock);
    await new Promise<void>((resolve) => intake.server.listen(0, '127.0.0.1', resolve));
    return intake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  /** Records that what came since the last call is about, each once, by object. */
  toReread(): Map<string, string[]> {
    const byObject = new Map<string, Set<string>>();
    for (const { object, ids } of this.fresh) {
      byObject.set(object, new Set([...(byObject.get(object) ?? []), ...ids]));
    }
    this.fresh = [];
    return new Map([...byObject].map(([object, ids]) => [object, [...ids]]));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private store(events: readonly WebhookEvent[]): void {
    for (const event of events) {
      if (this.stored.has(event.key)) this.repeated += 1;
      else this.fresh.push(event);
      this.stored.set(event.key, event);
    }
  }
}
