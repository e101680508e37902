import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { Can } from '@salesagent/auth';
import { reconcileBodySchema } from '../api/crm.schema';
import { ZodPipe } from '../http/zod.pipe';
import type { SignedInRequest } from '../session/signed-in';
import { Upstream } from './upstream';

/** The probes ask the CRM itself. */
const DOCTOR_TIMEOUT = 120_000;

/** The connection to a hosted CRM, kept by gateway; for operators. */
@Controller('api/crm')
export class CrmController {
  constructor(private readonly upstream: Upstream) {}

  @Get('sync')
  @Can('read', 'Consumer')
  sync(@Req() { accessToken: token }: SignedInRequest): Promise<unknown> {
    return this.upstream.json('gateway', '/crm/sync', { token });
  }

  @Post('sync/wake')
  @HttpCode(200)
  @Can('operate', 'Consumer')
  wake(@Req() { accessToken: token }: SignedInRequest): Promise<unknown> {
    return this.upstream.json('gateway', '/crm/sync/wake', { method: 'POST', token, body: {} });
  }

  @Post('reconcile')
  @HttpCode(202)
  @Can('operate', 'Consumer')
  reconcile(
    @Req() { accessToken: token }: SignedInRequest,
    @Body(new ZodPipe(reconcileBodySchema)) body: object,
  ): Promise<unknown> {
    return this.upstream.json('gateway', '/crm/reconcile', { method: 'POST', token, body });
  }

  @Get('reconcile')
  @Can('read', 'Consumer')
  reconciled(@Req() { accessToken: token }: SignedInRequest): Promise<unknown> {
    return this.upstream.json('gateway', '/crm/reconcile', { token });
  }

  @Get('doctor')
  @Can('read', 'Consumer')
  doctor(@Req() { accessToken: token }: SignedInRequest): Promise<unknown> {
    return this.upstream.json('gateway', '/crm/doctor', { token, timeoutMilliseconds: DOCTOR_TIMEOUT });
  }
}
