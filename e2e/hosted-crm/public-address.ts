import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The address that the CRM calls: a proxy, as one stands before gateway, which ends TLS and passes the rest on. */
export class PublicAddress {
  /** Where gateway is, once it runs. */
  gateway: string | null = null;
  private readonly server: Server;

  private constructor() {
    this.server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { host: _, connection: __, ...headers } = request.headers as Record<string, string>;
      const answer = await fetch(`${this.gateway}${request.url}`, {
        method: request.method!,
        headers,
        body: new Uint8Array(Buffer.concat(chunks)),
      }).catch(() => null);
      response.writeHead(answer?.status ?? 502).end((await answer?.text()) ?? '');
    });
  }

  static async open(): Promise<PublicAddress> {
    const address = new PublicAddress();
    await new Promise<void>((resolve) => address.server.listen(0, '127.0.0.1', resolve));
    return address;
  }

  get webhooks(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/crm/webhooks/hubspot`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
