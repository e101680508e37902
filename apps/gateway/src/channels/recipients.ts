import type { ServiceTokens } from '@salesagent/auth';
import type { Change } from '@salesagent/canon/sales';
import type { SlackUser } from '@salesagent/channels';

/** Where a person wants to be asked, and who they are in Slack; orchestrator keeps it, since decisions hang on it. */
export interface Recipient {
  personId: string;
  slack: boolean;
  mail: boolean;
  slackUser: SlackUser | null;
}

const FRESH_MS = 10_000;
const TIMEOUT_MS = 5_000;

/** What somebody is shown in the place of a proposal's own change, and what their decision then binds to. */
export interface ShownInstead {
  actionId: string;
  change: Change;
  digest: string;
}

/** Asks orchestrator, at most every ten seconds: so long may a choice take to be heeded. */
export class Recipients {
  private known: { at: number; byPerson: ReadonlyMap<string, Recipient>; showAnew: readonly string[] } | null = null;

  constructor(
    private readonly orchestratorUrl: string | undefined,
    private readonly tokens: ServiceTokens,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @throws when orchestrator does not answer; nothing is sent then */
  async all(): Promise<ReadonlyMap<string, Recipient>> {
    return (await this.fresh()).byPerson;
  }

  /** Proposals of which something else is asked now than was shown first. @throws as `all` */
  async showAnew(): Promise<readonly string[]> {
    return (await this.fresh()).showAnew;
  }

  /**
   * Which of these proposals this person sees made wrong on purpose. Read each time and not kept.
   * @throws when orchestrator does not answer; nothing is sent then, for it could be the wrong thing
   */
  async shownInstead(personId: string, actionIds: readonly string[]): Promise<ReadonlyMap<string, ShownInstead>> {
    if (actionIds.length === 0) return new Map();
    const { instead } = await this.ask<{ instead: ShownInstead[] }>('/channels/shown', { personId, actionIds });
    return new Map(instead.map((shown) => [shown.actionId, shown]));
  }

  private async fresh(): Promise<NonNullable<Recipients['known']>> {
    if (this.known && this.now() - this.known.at < FRESH_MS) return this.known;
    const { recipients, showAnew } = await this.ask<{ recipients: Recipient[]; showAnew: string[] }>(
      '/channels/recipients',
    );
    const byPerson = new Map(recipients.map((recipient) => [recipient.personId, recipient]));
    return (this.known = { at: this.now(), byPerson, showAnew });
  }

  private async ask<T>(path: string, body?: object): Promise<T> {
    if (!this.orchestratorUrl) throw new Error('ORCHESTRATOR_URL is not set: nobody is known to be reached');
    const response = await fetch(new URL(path, this.orchestratorUrl), {
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
      headers: { authorization: `Bearer ${await this.tokens.token()}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`orchestrator does not say whom to reach with what (${response.status})`);
    return (await response.json()) as T;
  }
}
