import { Inject, Logger, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Pool } from 'pg';
import { ServiceTokens } from '@salesagent/auth';
import { BusConsumer, type BusTransport } from '@salesagent/bus';
import { Mailer, SlackApi } from '@salesagent/channels';
import { FollowLoop, type Found } from '@salesagent/event-store';
import { CLOCK, CONFIG, POOL, ServiceStatus, type Clock, type Config } from '@salesagent/platform';
import { CrmApiModule } from '../crm-api/crm-api.module';
import { RecordAccess } from '../crm-api/record-access';
import { BUS, LogModule } from '../log.module';
import { MailSender } from './mail-sender';
import { INTERRUPTION_TOPICS, noteInterruptions } from './interruptions';
import { ASKED_TOPICS, noteAsked } from './note-asked';
import { NoticeItems } from './notice-items';
import { Notices } from './notices';
import { Recipients } from './recipients';
import { SlackController } from './slack.controller';
import { SlackOutlet } from './slack-outlet';
import { SlackSender } from './slack-sender';

const GROUP = 'gateway.channels';
const SLACK = Symbol('Slack');
const MAILER = Symbol('Mailer');
const CONSUMER = Symbol('ChannelsConsumer');
const logger = new Logger('channels');

/** How people are asked outside the console: in Slack, by mail. Each off, and without a consumer, where nothing is set. */
@Module({
  imports: [LogModule, CrmApiModule],
  controllers: [SlackController],
  providers: [
    {
      provide: SLACK,
      inject: [CONFIG],
      useFactory: ({ slack: { botToken, apiUrl } }: Config) =>
        botToken === undefined ? null : new SlackApi({ token: botToken, apiUrl }),
    },
    {
      provide: MAILER,
      inject: [CONFIG],
      useFactory: ({ mail: { smtpUrl, from } }: Config) => (smtpUrl === undefined ? null : new Mailer(smtpUrl, from)),
    },
    {
      provide: SlackOutlet,
      inject: [SLACK, POOL, CLOCK],
      useFactory: (slack: SlackApi | null, pool: Pool, clock: Clock) =>
        new SlackOutlet(slack, new Notices(pool, clock, 'slack', true)),
    },
    {
      provide: Recipients,
      inject: [CONFIG, ServiceTokens],
      useFactory: ({ urls }: Config, tokens: ServiceTokens) => new Recipients(urls.orchestrator, tokens),
    },
    {
      provide: NoticeItems,
      inject: [POOL, RecordAccess, CONFIG, Recipients],
      useFactory: (pool: Pool, access: RecordAccess, { urls }: Config, recipients: Recipients) =>
        new NoticeItems({
          ...{ pool, access, consoleUrl: urls.console ?? 'http://127.0.0.1' },
          shownInstead: (personId, actionIds) => recipients.shownInstead(personId, actionIds),
        }),
    },
    {
      provide: CONSUMER,
      inject: [POOL, BUS, CONFIG],
      useFactory: (pool: Pool, transport: BusTransport, { company }: Config) =>
        new BusConsumer({
          ...{ group: GROUP, company, pool, schema: 'gateway', transport },
          topics: [...ASKED_TOPICS, ...INTERRUPTION_TOPICS],
          handle: async (events, client) => {
            await noteAsked(events, client);
            await noteInterruptions(events, client);
          },
        }),
    },
  ],
})
export class ChannelsModule implements OnApplicationBootstrap, OnModuleDestroy {
  private consuming = false;
  private readonly loops: FollowLoop[] = [];

  constructor(
    @Inject(SLACK) private readonly slack: SlackApi | null,
    @Inject(MAILER) private readonly mailer: Mailer | null,
    @Inject(CONSUMER) private readonly consumer: BusConsumer,
    @Inject(ServiceStatus) private readonly status: ServiceStatus,
    @Inject(POOL) private readonly pool: Pool,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    private readonly recipients: Recipients,
    private readonly items: NoticeItems,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { slack, mailer } = this;
    const on = slack !== null || mailer !== null;
    this.status.register({
      name: 'channels',
      ready: () => !on || this.consuming,
      progress: async () => (on ? [await this.consumer.progress()] : []),
      details: async () => ({
        channels: {
          Slack: slack === null ? 'off: SLACK_BOT_TOKEN is not set' : await this.standing('slack'),
          mail: mailer === null ? 'off: SMTP_URL is not set' : await this.standing('mail'),
        },
      }),
    });
    if (!on) return;
    await this.consumer.start();
    this.consuming = true;
    const { pool, clock, recipients, items } = this;
    const [inboxUrl, settingsUrl] = [this.page('/inbox'), this.page('/notifications')];
    const common = {
      ...{ recipients, items, caughtUp: () => this.consumer.caughtUp() },
      onProblem: (problem: string) => logger.warn(problem),
    };
    if (slack !== null) {
      const sender = new SlackSender({ ...common, slack, inboxUrl, notices: new Notices(pool, clock, 'slack', true) });
      this.run(() => sender.turn());
    }
    if (mailer !== null) {
      const notices = new Notices(pool, clock, 'mail', false);
      const sender = new MailSender({ ...common, pool, mailer, notices, places: { inboxUrl, settingsUrl } });
      this.run(() => sender.turn());
    }
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.stop()));
    await this.consumer.stop();
    this.mailer?.close();
  }

  private page(path: string): string {
    return new URL(path, this.config.urls.console ?? 'http://127.0.0.1').href;
  }

  private run(turn: () => Promise<Found>): void {
    const loop = new FollowLoop(turn, (error) => logger.warn(`Nobody was told anything: ${String(error)}`), {
      ...{ idle: 1_000, shortest: 500 },
    });
    this.loops.push(loop);
    loop.start();
  }

  /** In words: how many messages there are, and what keeps the newest of those that wait. */
  private async standing(channel: string): Promise<string> {
    const { rows } = await this.pool.query<{ sent: number; waiting: number; problem: string | null }>(
      `select count(*) filter (where sent_at is not null)::int as sent,
         count(*) filter (where changes > changes_shown)::int as waiting, max(problem) as problem
       from gateway.notice where channel = $1`,
      [channel],
    );
    const { sent = 0, waiting = 0, problem = null } = rows[0] ?? {};
    return `on: ${sent} sent, ${waiting} to send${problem === null ? '' : ` (${problem})`}`;
  }
}
