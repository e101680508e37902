import { signatureV3 } from '../../src/index';
import { seededRandom } from '../hosted/faults';
import type { Account, AccountEvent } from './account';

export interface WebhookTarget {
  /** Also what is signed: `https://` outside. */
  targetUrl: string;
  clientSecret: string;
  appId: string;
  seed: number;
}

/** What the network does to notifications; HubSpot itself promises neither order nor that one comes once. */
export interface Mishaps {
  missed?: number;
  duplicated?: number;
  reordered?: boolean;
}

/** "Each request can contain up to 100 events." */
const BATCH = 100;
/** Retried up to ten times. */
const ATTEMPTS = 10;

const SINGULAR: Readonly<Record<string, string>> = {
  contacts: 'contact',
  companies: 'company',
  deals: 'deal',
  tickets: 'ticket',
};
const TYPE_IDS: Readonly<Record<string, string>> = {
  tasks: '0-27',
  notes: '0-46',
  meetings: '0-47',
  calls: '0-48',
  emails: '0-49',
};

type Notification = Record<string, unknown> & { attemptNumber: number };

/** Webhooks, https://developers.hubspot.com/docs/api/webhooks: signed batches to the app's one target URL. */
export class WebhookSender {
  private waiting: Notification[] = [];
  private nextEvent = 1;
  private readonly random: () => number;

  constructor(
    private readonly account: Account,
    private readonly target: WebhookTarget,
  ) {
    this.random = seededRandom(target.seed ^ 0x5eed);
    account.events.push((event) => this.waiting.push(this.notification(event)));
  }

  /** Sends all that waits; what was not taken with a 2xx waits for the next time. */
  async deliver(mishaps: Mishaps = {}): Promise<void> {
    const { missed = 0, duplicated = 0, reordered = false } = mishaps;
    const kept = this.waiting.filter(() => this.random() >= missed);
    const sent = kept.flatMap((one) => (this.random() < duplicated ? [one, one] : [one]));
    if (reordered) sent.sort(() => this.random() - 0.5);
    this.waiting = [];
    for (let from = 0; from < sent.length; from += BATCH) {
      const batch = sent.slice(from, from + BATCH);
      if (!(await this.post(batch))) {
        const again = batch.map((one) => ({ ...one, attemptNumber: one.attemptNumber + 1 }));
        this.waiting.push(...again.filter(({ attemptNumber }) => attemptNumber <= ATTEMPTS));
      }
    }
  }

  /** Headers and body as {@link WebhookSender.deliver} would send them. */
  signed(batch: readonly object[]): { headers: Record<string, string>; body: string } {
    const body = JSON.stringify(batch);
    const timestamp = String(this.account.now());
    const request = { method: 'POST', uri: this.target.targetUrl, body: Buffer.from(body) };
    const signature = signatureV3(this.target.clientSecret, request, timestamp);
    const headers = {
      'Content-Type': 'application/json',
      'X-HubSpot-Signature-v3': signature,
      'X-HubSpot-Request-Timestamp': timestamp,
    };
    return { headers, body };
  }

  private async post(batch: readonly Notification[]): Promise<boolean> {
    try {
      const response = await fetch(this.target.targetUrl, { method: 'POST', ...this.signed(batch) });
      await response.arrayBuffer();
      return response.ok;
    } catch {
      return false;
    }
  }

  private notification({ kind, object, id, source, more }: AccountEvent): Notification {
    const singular = SINGULAR[object];
    return {
      eventId: this.nextEvent++,
      subscriptionId: 1,
      portalId: 62515,
      appId: Number(this.target.appId),
      occurredAt: this.account.now(),
      subscriptionType: `${singular ?? 'object'}.${kind}`,
      ...(singular ? {} : { objectTypeId: TYPE_IDS[object] ?? object }),
      attemptNumber: 0,
      ...(kind === 'associationChange' ? {} : { objectId: Number(id) }),
      changeSource: source.sourceType,
      sourceId: source.sourceId,
      ...more,
    };
  }
}
