import { randomUUID } from 'node:crypto';
import type { FakeRequest, FakeResponse } from '../hosted/fake-http';
import { channelOf, type EventBus } from './event-bus';
import type { Schema } from './schema';

interface Message {
  channel: string;
  clientId?: string;
  id?: string;
  subscription?: string;
  ext?: { replay?: Record<string, number> };
}

interface Client {
  /** Channel → replay id of what was delivered last. */
  subscriptions: Map<string, number>;
  seenAt: number;
}

/** "Client Subscription": a client that does not connect again within 40 seconds is forgotten. */
const SESSION_MS = 40_000;

const EVENTS_A_PAGE = 100;

/**
 * Streaming API Developer Guide: Bayeux over `POST /cometd/{version}`, long polling only, with "Message Durability"
 * (the replay extension), "Handling Streaming API Errors" and "Streaming API Error Codes". A connect is answered at
 * once, as for a client that advises a time-out of 0; the holding of a long poll is left out.
 */
export class Streaming {
  private readonly clients = new Map<string, Client>();

  constructor(
    private readonly bus: EventBus,
    private readonly schema: Schema,
    private readonly now: () => Date,
  ) {}

  /** As when a server is restarted or a client was silent too long: every client is unknown from now on. */
  forgetClients(): void {
    this.clients.clear();
  }

  answer(request: FakeRequest, signedIn: boolean): FakeResponse {
    const parsed = JSON.parse(request.body) as Message | Message[];
    const messages = Array.isArray(parsed) ? parsed : [parsed];
    const cookie = (request.headers['cookie'] ?? '').includes('BAYEUX_BROWSER=');
    const handshake = messages.some(({ channel }) => channel === '/meta/handshake');
    const body = messages.flatMap((message) => this.reply(message, signedIn, cookie || handshake));
    const headers = handshake ? { 'set-cookie': `BAYEUX_BROWSER=${randomUUID()}; Path=/; HttpOnly` } : undefined;
    return { status: 200, ...(headers ? { headers } : {}), body };
  }

  private reply(message: Message, signedIn: boolean, cookie: boolean): object[] {
    const about = { channel: message.channel, ...(message.id ? { id: message.id } : {}) };
    if (message.channel === '/meta/handshake') return [this.handshake(about, signedIn)];
    if (!signedIn) {
      const advice = { reconnect: 'none', interval: 0 };
      return [
        { ...about, clientId: message.clientId, advice, error: '401::Authentication invalid', successful: false },
      ];
    }
    const client = this.seen(message.clientId ?? '');
    if (!client) {
      return [
        { ...about, advice: { reconnect: 'handshake', interval: 0 }, error: '403::Unknown client', successful: false },
      ];
    }
    if (!cookie) {
      return [
        {
          ...about,
          error: '400::Client has established a session, but no BAYEUX_BROWSER cookie present',
          successful: false,
        },
      ];
    }
    switch (message.channel) {
      case '/meta/subscribe':
        return [this.subscribe(about, client, message)];
      case '/meta/connect':
        return this.connect(about, client, message.clientId!);
      case '/meta/unsubscribe':
        client.subscriptions.delete(message.subscription ?? '');
        return [{ ...about, clientId: message.clientId, subscription: message.subscription, successful: true }];
      case '/meta/disconnect':
        this.clients.delete(message.clientId!);
        return [{ ...about, clientId: message.clientId, successful: true }];
      default:
        return [{ ...about, error: `403::Cannot publish to ${message.channel}`, successful: false }];
    }
  }

  private seen(clientId: string): Client | undefined {
    const client = this.clients.get(clientId);
    if (client && this.now().getTime() - client.seenAt > SESSION_MS) {
      this.clients.delete(clientId);
      return undefined;
    }
    if (client) client.seenAt = this.now().getTime();
    return client;
  }

  private handshake(about: object, signedIn: boolean): object {
    if (!signedIn) {
      const ext = { sfdc: { failureReason: '401::Authentication invalid' }, replay: true };
      return { ...about, ext, advice: { reconnect: 'none' }, error: '403::Handshake denied', successful: false };
    }
    const clientId = randomUUID();
    this.clients.set(clientId, { subscriptions: new Map(), seenAt: this.now().getTime() });
    const supportedConnectionTypes = ['long-polling'];
    return {
      ...about,
      ext: { replay: true },
      version: '1.0',
      minimumVersion: '1.0',
      clientId,
      supportedConnectionTypes,
      successful: true,
    };
  }

  private subscribe(about: object, client: Client, message: Message): object {
    const subscription = message.subscription ?? '';
    const answer = { ...about, clientId: message.clientId, subscription };
    const known = this.schema.all().some((object) => object.changeEvents && channelOf(object.name) === subscription);
    if (!known) {
      return {
        ...answer,
        error: `400::The channel you requested to subscribe to does not exist {${subscription}}`,
        successful: false,
      };
    }
    const replayId = message.ext?.replay?.[subscription] ?? -1;
    if (this.bus.after(subscription, replayId) === null) {
      const error = `400::The replayId {${replayId}} you provided was invalid.  Please provide a valid ID, -2 to replay all events, or -1 to replay only new events.`;
      return { ...answer, error, successful: false };
    }
    client.subscriptions.set(subscription, replayId === -1 ? this.bus.tip() : replayId);
    return { ...answer, successful: true };
  }

  private connect(about: object, client: Client, clientId: string): object[] {
    const events = [...client.subscriptions]
      .flatMap(([channel, from]) => this.bus.after(channel, from) ?? [])
      .sort((a, b) => a.replayId - b.replayId)
      .slice(0, EVENTS_A_PAGE);
    for (const event of events) client.subscriptions.set(event.channel, event.replayId);
    const advice = { interval: 0, timeout: 110_000, reconnect: 'retry' };
    return [
      ...events.map(({ channel, payload, replayId }) => ({
        channel,
        data: { schema: 'generated', payload, event: { replayId } },
      })),
      { ...about, clientId, advice, successful: true },
    ];
  }
}
