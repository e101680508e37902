import { CrmUnavailable } from '../hosted/errors';
import type { SalesforceSession } from './session';

/** A change event without its values: what is read is the record itself. */
export interface ChangeHint {
  channel: string;
  replayId: number;
  object: string;
  recordIds: readonly string[];
  /** `CREATE`, `UPDATE`, `DELETE`, `UNDELETE`, the same with `GAP_`, or `GAP_OVERFLOW`. */
  type: string;
  /** Which API and client made the change; empty for people. */
  origin: string;
  /** When the change was committed. */
  at: Date;
}

export interface Drained {
  hints: ChangeHint[];
  /** Channels whose replay id is not kept any more: what was in between is not told. */
  lost: Set<string>;
  /** Channels that are not there: not selected for Change Data Capture, or hidden from this user. */
  missing: Set<string>;
  /** Which subscription this was: as long as it is the same, nothing fell between. */
  client: string;
  more: boolean;
}

interface Message {
  channel: string;
  clientId?: string;
  successful?: boolean;
  error?: string;
  ext?: { sfdc?: { failureReason?: string } };
  data?: { payload: { ChangeEventHeader: Header }; event: { replayId: number } };
}

interface Header {
  entityName: string;
  recordIds: string[];
  changeType: string;
  changeOrigin?: string;
  /** Milliseconds since 1970. */
  commitTimestamp: number;
}

interface Client {
  id: string;
  /** Channel → the last replay id that was handed out; `null` before the first event. */
  delivered: Map<string, number | null>;
  lost: Set<string>;
  missing: Set<string>;
}

/** Only new events. */
const FROM_NOW = -1;
const ATTEMPTS = 3;

/** The subscription is gone on the other side: a new one is made. */
class SubscriptionLost extends Error {}

/**
 * Change events over the Streaming API (Bayeux), pulled: each drain connects with a time-out of 0, so nothing runs
 * beside the caller. The caller's cursor says where each channel goes on; a subscription that stands elsewhere, as
 * after a page that was not kept, is made anew from there.
 */
export class EventStream {
  private client: Client | null = null;

  constructor(
    private readonly session: SalesforceSession,
    private readonly apiVersion: string,
    private readonly most: number,
  ) {}

  /** @throws CrmUnavailable when the stream cannot be had now: the changes can still be polled */
  async drain(wanted: ReadonlyMap<string, number | null>): Promise<Drained> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const client = await this.subscribed(wanted);
        return await this.pull(client);
      } catch (error) {
        this.client = null;
        if (!(error instanceof SubscriptionLost)) throw error;
        if (attempt >= ATTEMPTS)
          throw new CrmUnavailable(`Salesforce keeps no subscription: ${error.message}`, 1000, false, { cause: error });
      }
    }
  }

  private async subscribed(wanted: ReadonlyMap<string, number | null>): Promise<Client> {
    const here = this.client;
    const stands =
      here &&
      [...wanted].every(([channel, replay]) => here.missing.has(channel) || here.delivered.get(channel) === replay);
    if (stands) return here;
    const client = await this.handshake();
    for (const [channel, replay] of wanted) await this.subscribe(client, channel, replay);
    this.client = client;
    return client;
  }

  private async handshake(): Promise<Client> {
    const [answer] = await this.send({
      ...{ channel: '/meta/handshake', version: '1.0', minimumVersion: '1.0' },
      ...{ supportedConnectionTypes: ['long-polling'], ext: { replay: true } },
    });
    if (!answer?.successful || !answer.clientId) this.refused(answer);
    return { id: answer!.clientId!, delivered: new Map(), lost: new Set(), missing: new Set() };
  }

  private async subscribe(client: Client, channel: string, replay: number | null): Promise<void> {
    const about = { channel: '/meta/subscribe', clientId: client.id, subscription: channel };
    const answers = await this.send({ ...about, ext: { replay: { [channel]: replay ?? FROM_NOW } } });
    const answer = answers.find((message) => message.channel === '/meta/subscribe');
    if (answer?.successful) {
      client.delivered.set(channel, replay);
    } else if (replay !== null && /replayId/i.test(answer?.error ?? '')) {
      client.lost.add(channel);
      await this.subscribe(client, channel, null);
    } else if (/^40[03]::/.test(answer?.error ?? '') && !/unknown client/i.test(answer!.error!)) {
      client.missing.add(channel);
    } else {
      this.refused(answer);
    }
  }

  private async pull(client: Client): Promise<Drained> {
    const hints: ChangeHint[] = [];
    let more = true;
    while (more && hints.length < this.most) {
      const messages = await this.send({
        ...{ channel: '/meta/connect', clientId: client.id, connectionType: 'long-polling', advice: { timeout: 0 } },
      });
      const answer = messages.find(({ channel }) => channel === '/meta/connect');
      if (!answer?.successful) this.refused(answer);
      const events = messages.flatMap((message) => hintOf(message));
      for (const { channel, replayId } of events) client.delivered.set(channel, replayId);
      hints.push(...events);
      more = events.length > 0;
    }
    const { lost, missing, id } = client;
    client.lost = new Set();
    return { hints, lost, missing, client: id, more };
  }

  private refused(answer: Message | undefined): never {
    const error = answer?.ext?.sfdc?.failureReason ?? answer?.error ?? 'no answer';
    if (error.startsWith('401')) this.session.expire();
    throw new SubscriptionLost(error);
  }

  private async send(message: object): Promise<Message[]> {
    const path = `/cometd/${this.apiVersion}`;
    // The streaming API counts events, not requests.
    const { body } = await this.session.request<Message[]>({
      method: 'POST',
      path,
      body: [message],
      priority: 'background',
      free: true,
    });
    return Array.isArray(body) ? body : [];
  }
}

function hintOf({ channel, data }: Message): ChangeHint[] {
  const header = data?.payload?.ChangeEventHeader;
  if (!data || !header) return [];
  const { entityName: object, recordIds, changeType: type, changeOrigin: origin = '' } = header;
  const at = new Date(header.commitTimestamp);
  return [{ channel, replayId: data.event.replayId, object, recordIds, type, origin, at }];
}

/** "Subscription Channels" of the Change Data Capture Developer Guide. */
export function channelOf(object: string): string {
  return object.endsWith('__c') ? `/data/${object.replace(/c$/, 'ChangeEvent')}` : `/data/${object}ChangeEvent`;
}
