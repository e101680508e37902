import {
  Body,
  ConflictException,
  Controller,
  Get,
  HttpCode,
  Inject,
  NotFoundException,
  Post,
  UnprocessableEntityException,
} from '@nestjs/common';
import type { Pool } from 'pg';
import { z } from 'zod';
import { Can } from '@salesagent/auth';
import type { CrmConnector } from '@salesagent/crm';
import { CLOCK, CONFIG, POOL, type Clock, type Config } from '@salesagent/platform';
import { HOSTED_CRM, type HostedConnector } from '../hosted-crm.module';
import { diagnose, type Diagnosis } from './doctor';
import { lastReport, NotLoadedYet, type ReconcileReport } from './reconcile';
import { ReconcileBusy, Reconciler } from './reconciler';
import { syncState } from './sync-state';

const request = z.strictObject({ dryRun: z.boolean().default(false) });

/** Comparing the copy with the hosted CRM, and looking after the connection to it; for operators. */
@Controller('crm')
export class ReconcileController {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(HOSTED_CRM) private readonly connector: HostedConnector,
    @Inject(Reconciler) private readonly reconciler: Reconciler | null,
  ) {}

  /** Begins; what was found is read at `GET /crm/reconcile`. 409 while one runs or the CRM is still being loaded. */
  @Post('reconcile')
  @HttpCode(202)
  @Can('operate', 'Consumer')
  async begin(@Body() body: unknown): Promise<{ dryRun: boolean }> {
    this.hosted();
    const asked = request.safeParse(body ?? {});
    if (!asked.success) throw new UnprocessableEntityException('dryRun: expected true or false');
    if ((await syncState(this.pool)).phase !== 'following') throw new ConflictException(new NotLoadedYet().message);
    try {
      await this.reconciler!.begin(asked.data.dryRun);
    } catch (error) {
      if (error instanceof ReconcileBusy) throw new ConflictException(error.message);
      throw error;
    }
    return asked.data;
  }

  /** What the last one found; `null` before the first. */
  @Get('reconcile')
  @Can('read', 'Consumer')
  async last(): Promise<{ running: boolean; last: (ReconcileReport & { finishedAt: string }) | null }> {
    this.hosted();
    const running = await this.reconciler!.isRunning();
    return { running, last: await lastReport(this.pool) };
  }

  /** Each thing that was looked at, with its remedy. */
  @Get('doctor')
  @Can('read', 'Consumer')
  doctor(): Promise<Diagnosis> {
    return diagnose(this.pool, this.config.crm.kind, this.hosted(), this.clock.now());
  }

  private hosted(): CrmConnector {
    if (this.connector) return this.connector;
    throw new NotFoundException('The CRM is our own (CRM=postgres): there is no other one to compare it with.');
  }
}
