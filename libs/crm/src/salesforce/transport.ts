import { PassThrough } from 'node:stream';
import { Transport } from 'jsforce/lib/transport';
import type { HttpRequest, HttpResponse } from 'jsforce/lib/types';
import { StreamPromise } from 'jsforce/lib/util/promise';

/** Nothing came back: the connection failed or took too long. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
  constructor(
    message: string,
    /** The request may have reached the CRM. */
    readonly sent: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Errors of a connection that was never made. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * One attempt per request, with a time-out: whether a request may be sent again is known only to the caller. jsforce's
 * own transport repeats by itself, on the machine's clock, and a body that breaks off ends its process.
 */
export class OneAttemptTransport extends Transport {
  constructor(
    private readonly timeoutMs: number,
    private readonly seen: (response: HttpResponse) => void = () => {},
  ) {
    super();
  }

  /** The same, and whoever asks sees each answer. */
  watched(seen: (response: HttpResponse) => void): OneAttemptTransport {
    return new OneAttemptTransport(this.timeoutMs, seen);
  }

  override httpRequest(request: HttpRequest): StreamPromise<HttpResponse> {
    return StreamPromise.create(() => ({ stream: new PassThrough(), promise: this.sent(request) }));
  }

  private async sent(request: HttpRequest): Promise<HttpResponse> {
    const response = await this.send(request);
    this.seen(response);
    return response;
  }

  private async send({ method, url, headers = {}, body }: HttpRequest): Promise<HttpResponse> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), this.timeoutMs);
    try {
      const text = typeof body === 'string' ? body : null;
      const response = await fetch(url, { method, headers, body: text, signal: abort.signal });
      const cookies = response.headers.getSetCookie();
      const told: Record<string, string> = Object.fromEntries(response.headers);
      if (cookies.length > 0) told['set-cookie'] = cookies.join('\n');
      return { statusCode: response.status, headers: told, body: await response.text() };
    } catch (error) {
      const code = (error as { cause?: { code?: string } }).cause?.code;
      const why = abort.signal.aborted ? `no answer in ${this.timeoutMs} ms` : (code ?? String(error));
      throw new ConnectionLost(`Salesforce did not answer (${why})`, !NOT_SENT.has(code ?? ''), { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }
}
