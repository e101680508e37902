import { Controller, Get, Inject } from '@nestjs/common';
import { HealthCheck, HealthCheckService, HealthIndicatorService, type HealthCheckResult } from '@nestjs/terminus';
import type { Pool } from 'pg';
import { Public } from './public-route';
import { ServiceStatus } from './service-status';
import { POOL } from './tokens';

@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly status: ServiceStatus,
    @Inject(POOL) private readonly pool: Pool,
  ) {}

  /** The process answers; restarting it would not help with anything outside. */
  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** The database answers and every consumer and worker has started. */
  @Get('ready')
  @HealthCheck()
  ready(): Promise<HealthCheckResult> {
    return this.health.check([
      async () => {
        const indicator = this.indicators.check('database');
        const reachable = await this.pool.query('select 1').then(
          () => true,
          () => false,
        );
        return reachable ? indicator.up() : indicator.down();
      },
      async () => {
        const indicator = this.indicators.check('parts');
        const waitingFor = await this.status.notReady();
        return waitingFor.length === 0 ? indicator.up() : indicator.down({ waitingFor });
      },
    ]);
  }
}
