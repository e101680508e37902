import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { CLOCK, CONFIG, POOL, ServiceStatus, type Clock, type Config } from '@salesagent/platform';
import { businessDate } from '@salesagent/canon/sales';
import { businessClock } from '@salesagent/mirror';
import type { Import } from '../api/imports.schema';
import type { HostedCrm, Status } from '../api/status.schema';
import { ProblemError } from '../http/problem';
import { SERVICES, Upstream, type ServiceName } from '../upstream/upstream';
import { probe, type Probed } from './probe';

type ServiceStatusDto = Status['services'][number];

/** Whether the whole stack runs and has caught up, asked of every service by its own word. */
@Injectable()
export class StatusReport {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly realTime: Clock,
    private readonly own: ServiceStatus,
    private readonly upstream: Upstream,
  ) {}

  async status(token: string): Promise<Status> {
    const [probed, latest, counts, clock] = await Promise.all([
      this.services(),
      this.latestImport(token),
      this.counts(),
      businessClock(this.pool, 'console'),
    ]);
    const services = probed.map(({ rebuilding: _, channels: __, crm: ___, ...service }) => service);
    const crm = probed.map((service) => service.crm).find((told) => told) ?? null;
    const waiting = services.filter((s) => s.state !== 'ready');
    const importing = latest?.state === 'running';
    return {
      ready: waiting.length === 0 && !importing,
      summary: summary(waiting, latest, crm),
      company: this.config.company,
      clock: { mode: clock.mode, date: businessDate(clock, this.realTime) },
      services,
      import: latest,
      rebuilding: probed.flatMap((service) => service.rebuilding),
      channels: Object.assign({}, ...probed.map(({ channels }) => channels ?? {})) as Record<string, string>,
      crm,
      ...counts,
    };
  }

  private async services(): Promise<Probed[]> {
    const names = Object.keys(SERVICES) as ServiceName[];
    return Promise.all([this.ownStatus(), ...names.map((name) => probe(name, this.config.urls[SERVICES[name]]))]);
  }

  private async ownStatus(): Promise<Probed> {
    const [waitingFor, { consumers, rebuilding }] = await Promise.all([this.own.notReady(), this.own.progress()]);
    const behind = consumers.some((c) => !c.caughtUp);
    return {
      service: 'console',
      state: waitingFor.length > 0 ? 'starting' : behind ? 'catching-up' : 'ready',
      detail: waitingFor.length > 0 ? `waits for ${waitingFor.join(', ')}` : null,
      consumers,
      rebuilding,
    };
  }

  /** Null when nothing was imported yet, or when gateway cannot say; its own line then tells why. */
  private async latestImport(token: string): Promise<Import | null> {
    try {
      return await this.upstream.json<Import>('gateway', '/imports/latest', { token, timeoutMilliseconds: 5_000 });
    } catch (error) {
      if (error instanceof ProblemError) return null;
      throw error;
    }
  }

  private async counts(): Promise<Pick<Status, 'records' | 'proposals' | 'insights' | 'parked'>> {
    const { rows } = await this.pool.query<Pick<Status, 'records' | 'proposals' | 'insights' | 'parked'>>(
      `select coalesce((select jsonb_object_agg(record_type, n) from
                (select record_type, count(*) as n from console.mirror group by 1) r), '{}') as records,
              coalesce((select jsonb_object_agg(state, n) from
                (select state, count(*) as n from console.approval where effect <> 'insight' group by 1) p), '{}') as proposals,
              (select count(*)::int from console.insight) as insights,
              (select count(distinct (source, key))::int from console.parked where discarded_at is null) as parked`,
    );
    return rows[0]!;
  }
}

const CRM = { salesforce: 'Salesforce', hubspot: 'HubSpot' } as const;

function summary(waiting: readonly ServiceStatusDto[], latest: Import | null, crm: HostedCrm | null): string {
  if (crm?.trouble && waiting.length === 0) {
    const { since, message, remedy } = crm.trouble;
    return `${CRM[crm.crm]} is held up since ${since}: ${message.split(' → ')[0]} → ${remedy}`;
  }
  if (latest?.state === 'running') {
    const share = latest.progress == null ? '' : ` (${Math.round(latest.progress * 100)} %)`;
    return `Importing${latest.phase ? `: ${latest.phase}` : ''}${share}`;
  }
  if (waiting.length === 0) return 'Everything runs and has caught up.';
  return `Waiting for ${waiting.map((s) => `${s.service} (${s.state})`).join(', ')}.`;
}
