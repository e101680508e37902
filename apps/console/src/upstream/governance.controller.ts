import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { acknowledgementSchema } from '../api/handoffs.schema';
import { killSwitchBodySchema, requestBodySchema, type KillSwitch } from '../api/governance.schema';
import { signTieringSchema, type Tiering } from '../api/tiering.schema';
import { Reading } from '../controllers/reading';
import { PeopleAround } from '../decision/people-around';
import { mustNameNobody } from '../decision/plain-words';
import { ZodPipe } from '../http/zod.pipe';
import { abilityFor, Can } from '@salesagent/auth';
import type { SignedInRequest } from '../session/signed-in';
import { Upstream } from './upstream';

/** Docket, first tiering and the kill switch: orchestrator's, asked with the person's own token. */
@Controller('api')
export class GovernanceController {
  constructor(
    private readonly upstream: Upstream,
    private readonly reading: Reading,
  ) {}

  @Get('docket')
  docket(@Req() request: SignedInRequest, @Query() query: Record<string, unknown>): Promise<unknown> {
    return this.get(request, '/docket', { state: query['state'], limit: query['limit'] });
  }

  @Get('tiering')
  async tiering(@Req() request: SignedInRequest): Promise<Tiering> {
    const tiering = await this.get<Omit<Tiering, 'canSign'>>(request, '/tiering');
    const canSign = tiering.state === 'unsigned' && abilityFor(request.principal).can('sign', 'Tiering');
    return { ...tiering, canSign } as Tiering;
  }

  @Post('tiering/sign')
  @HttpCode(200)
  @Can('sign', 'Tiering')
  sign(@Req() request: SignedInRequest, @Body(new ZodPipe(signTieringSchema)) body: object): Promise<unknown> {
    return this.post(request, '/tiering/sign', body);
  }

  /** Everybody may see it: whoever wonders why nothing happens should not have to ask. */
  @Get('kill-switch')
  killSwitch(@Req() request: SignedInRequest): Promise<KillSwitch> {
    return this.get(request, '/kill-switch');
  }

  @Post('kill-switch')
  @HttpCode(200)
  @Can('stop', 'KillSwitch')
  async setKillSwitch(
    @Req() request: SignedInRequest,
    @Body(new ZodPipe(killSwitchBodySchema)) body: { reason: string },
  ): Promise<unknown> {
    mustNameNobody('The reason', [body.reason], await PeopleAround.of(this.reading, null));
    return this.post(request, '/kill-switch', body);
  }

  @Post('requests')
  @Can('request', 'Record')
  @HttpCode(202)
  request(@Req() request: SignedInRequest, @Body(new ZodPipe(requestBodySchema)) body: object): Promise<unknown> {
    return this.post(request, '/requests', body);
  }

  /** Said by who takes over a deal that was won. */
  @Post('handoffs/:opportunityId/acknowledgement')
  @HttpCode(200)
  @Can('edit', 'Record')
  acknowledge(
    @Req() request: SignedInRequest,
    @Param('opportunityId') opportunityId: string,
    @Body(new ZodPipe(acknowledgementSchema)) body: object,
  ): Promise<unknown> {
    return this.post(request, `/handoffs/${encodeURIComponent(opportunityId)}/acknowledgement`, body);
  }

  private get<T>(request: SignedInRequest, path: string, query?: Record<string, unknown>): Promise<T> {
    return this.upstream.json<T>('orchestrator', path, { token: request.accessToken, ...(query && { query }) });
  }

  private post(request: SignedInRequest, path: string, body: object): Promise<unknown> {
    return this.upstream.json('orchestrator', path, { method: 'POST', token: request.accessToken, body });
  }
}
