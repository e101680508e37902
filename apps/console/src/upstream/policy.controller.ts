import { Body, Controller, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import type { z } from 'zod';
import { Can } from '@salesagent/auth';
import {
  policyBacktestBodySchema,
  policyDiffBodySchema,
  policyExplainQuery,
  policyProposalBodySchema,
  policySignBodySchema,
} from '../api/policy.schema';
import { rejectBodySchema, type RejectBody } from '../api/rejection.schema';
import { Reading } from '../controllers/reading';
import { PeopleAround } from '../decision/people-around';
import { mustNameNobody } from '../decision/plain-words';
import { ZodPipe } from '../http/zod.pipe';
import type { SignedInRequest } from '../session/signed-in';
import { Upstream } from './upstream';

/** The policy is orchestrator's; it is asked with the person's own token. */
@Controller('api/policy')
export class PolicyController {
  constructor(
    private readonly upstream: Upstream,
    private readonly reading: Reading,
  ) {}

  /** An orchestrator of the release before does not say what was rejected. */
  @Get()
  async policy(@Req() { accessToken: token }: SignedInRequest): Promise<object> {
    return { rejected: [], ...(await this.upstream.json<object>('orchestrator', '/policy', { token })) };
  }

  @Get('explain')
  explain(
    @Req() { accessToken: token }: SignedInRequest,
    @Query(new ZodPipe(policyExplainQuery)) query: z.infer<typeof policyExplainQuery>,
  ): Promise<unknown> {
    return this.upstream.json('orchestrator', '/policy/explain', { token, query });
  }

  @Post('diff')
  @HttpCode(200)
  @Can('edit', 'Policy')
  diff(@Req() request: SignedInRequest, @Body(new ZodPipe(policyDiffBodySchema)) body: object): Promise<unknown> {
    return this.post(request, '/policy/diff', body);
  }

  @Post('backtest')
  @HttpCode(200)
  @Can('edit', 'Policy')
  backtest(
    @Req() request: SignedInRequest,
    @Body(new ZodPipe(policyBacktestBodySchema)) body: object,
  ): Promise<unknown> {
    return this.post(request, '/policy/backtest', body);
  }

  /** Reason and rules are kept for good, in the log and on the bus. */
  @Post('proposals')
  @HttpCode(201)
  @Can('edit', 'Policy')
  async propose(
    @Req() request: SignedInRequest,
    @Body(new ZodPipe(policyProposalBodySchema)) body: z.infer<typeof policyProposalBodySchema>,
  ): Promise<unknown> {
    const people = await PeopleAround.of(this.reading, null);
    mustNameNobody('The reason', [body.reason], people);
    mustNameNobody('The policy', [body.policy.text], people);
    return this.post(request, '/policy/proposals', body);
  }

  @Post('sign')
  @HttpCode(200)
  @Can('sign', 'Policy')
  sign(@Req() request: SignedInRequest, @Body(new ZodPipe(policySignBodySchema)) body: object): Promise<unknown> {
    return this.post(request, '/policy/sign', body);
  }

  /** The reason is kept for good. */
  @Post('reject')
  @HttpCode(200)
  @Can('sign', 'Policy')
  async reject(
    @Req() request: SignedInRequest,
    @Body(new ZodPipe(rejectBodySchema)) body: RejectBody,
  ): Promise<unknown> {
    mustNameNobody('The reason', [body.reason], await PeopleAround.of(this.reading, null));
    return this.post(request, '/policy/reject', body);
  }

  private post({ accessToken: token }: SignedInRequest, path: string, body: object): Promise<unknown> {
    return this.upstream.json('orchestrator', path, { method: 'POST', token, body });
  }
}
