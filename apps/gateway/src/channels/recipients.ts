import type { ServiceTokens } from '@salesagent/auth';
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

/** Asks orchestrator, at most every ten seconds: so long may a choice take to be heeded. */
export class Recipients {
  private known: { at: number; byPerson: ReadonlyMap<string, Recipient> } | null = null;

  constructor(
    private readonly orchestratorUrl: string | undefined,
    private readonly tokens: ServiceTokens,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @throws when orchestrator does not answer; nothing is sent then */
  async all(): Promise<ReadonlyMap<string, Recipient>> {
    if (this.known && this.now() - this.known.at < FRESH_MS) return this.known.byPerson;
    if (!this.orchestratorUrl) throw new Error('ORCHESTRATOR_URL is not set: nobody is known to be reached');
    const response = await fetch(new URL('/channels/recipients', this.orchestratorUrl), {
      headers: { authorization: `Bearer ${await this.tokens.token()}` },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`orchestrator does not say whom to reach (${response.status})`);
    const { recipients } = (await response.json()) as { recipients: Recipient[] };
    const byPerson = new Map(recipients.map((recipient) => [recipient.personId, recipient]));
    this.known = { at: this.now(), byPerson };
    return byPerson;
  }
}
