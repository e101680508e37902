import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import type { z } from 'zod';
import { Can } from '@salesagent/auth';
import { demoteBodySchema, promoteBodySchema, shadowBodySchema } from '../api/ladder.schema';
import { Reading } from '../controllers/reading';
import { PeopleAround } from '../decision/people-around';
import { mustNameNobody } from '../decision/plain-words';
import { ZodPipe } from '../http/zod.pipe';
import type { SignedInRequest } from '../session/signed-in';
import { Upstream } from './upstream';

/** The ladder is orchestrator's; it is asked with the person's own token, and the signature is theirs. */
@Controller('api/ladder')
export class LadderController {
  constructor(
    private readonly upstream: Upstream,
    private readonly reading: Reading,
  ) {}

  @Get()
  ladder(@Req() { accessToken: token }: SignedInRequest): Promise<unknown> {
    return this.upstream.json('orchestrator', '/ladder', { token });
  }

  @Post('promote')
  @HttpCode(200)
  @Can('sign', 'Autonomy')
  promote(
    @Req() { accessToken: token }: SignedInRequest,
    @Body(new ZodPipe(promoteBodySchema)) body: object,
  ): Promise<unknown> {
    return this.upstream.json('orchestrator', '/ladder/promote', { method: 'POST', token, body });
  }

  @Post('demote')
  @HttpCode(200)
  @Can('demote', 'Autonomy')
  demote(
    @Req() request: SignedInRequest,
    @Body(new ZodPipe(demoteBodySchema)) body: z.infer<typeof demoteBodySchema>,
  ): Promise<unknown> {
    return this.withReason(request, '/ladder/demote', body);
  }

  @Post('shadow')
  @HttpCode(200)
  @Can('demote', 'Autonomy')
  shadow(
    @Req() request: SignedInRequest,
    @Body(new ZodPipe(shadowBodySchema)) body: z.infer<typeof shadowBodySchema>,
  ): Promise<unknown> {
    return this.withReason(request, '/ladder/shadow', body);
  }

  @Post('shadow/end')
  @HttpCode(200)
  @Can('sign', 'Autonomy')
  endShadow(
    @Req() request: SignedInRequest,
    @Body(new ZodPipe(shadowBodySchema)) body: z.infer<typeof shadowBodySchema>,
  ): Promise<unknown> {
    return this.withReason(request, '/ladder/shadow/end', body);
  }

  /** The reason is kept for good, in the log and on the bus. */
  private async withReason(
    { accessToken: token }: SignedInRequest,
    path: string,
    body: { reason: string },
  ): Promise<unknown> {
    mustNameNobody('The reason', [body.reason], await PeopleAround.of(this.reading, null));
    return this.upstream.json('orchestrator', path, { method: 'POST', token, body });
  }
}
