import { Controller, Get, HttpCode, Inject, NotFoundException, Post } from '@nestjs/common';
import type { Pool } from 'pg';
import { Can } from '@salesagent/auth';
import type { CrmConnector } from '@salesagent/crm';
import { CONFIG, POOL, type Config } from '@salesagent/platform';
import { HOSTED_CRM, type HostedConnector } from '../hosted-crm.module';
import { syncStatus, type SyncStatus } from './sync-status';
import { wakeReader } from './wake-channel';

/** How reading a hosted CRM stands, for operators. */
@Controller('crm/sync')
export class SyncController {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(HOSTED_CRM) private readonly connector: HostedConnector,
  ) {}

  /** 404 where the CRM is our own: nothing is read from elsewhere then. */
  @Get()
  @Can('read', 'Consumer')
  status(): Promise<SyncStatus> {
    return syncStatus(this.pool, this.config.crm.kind, this.hosted());
  }

  /** Somebody has mended what held it up: it is tried at once. */
  @Post('wake')
  @HttpCode(200)
  @Can('operate', 'Consumer')
  async wake(): Promise<SyncStatus> {
    const connector = this.hosted();
    await wakeReader(this.pool);
    return syncStatus(this.pool, this.config.crm.kind, connector);
  }

  private hosted(): CrmConnector {
    if (this.connector) return this.connector;
    throw new NotFoundException('The CRM is our own (CRM=postgres): nothing is read from another one.');
  }
}
