import { Body, Controller, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import { Can } from '@salesagent/auth';
import { decidePairSchema, pairsQuery, qualityRecordsQuery } from '../api/quality.schema';
import { ZodPipe } from '../http/zod.pipe';
import type { SignedInRequest } from '../session/signed-in';
import { Upstream } from './upstream';

/** How good the records are that a person may see: gateway’s, which holds them, asked with the person's own token. */
@Controller('api/quality')
export class QualityController {
  constructor(private readonly upstream: Upstream) {}

  @Get()
  @Can('read', 'Record')
  score(@Req() { accessToken: token }: SignedInRequest): Promise<unknown> {
    return this.upstream.json('gateway', '/quality', { token });
  }

  @Get('records')
  @Can('read', 'Record')
  records(
    @Req() { accessToken: token }: SignedInRequest,
    @Query(new ZodPipe(qualityRecordsQuery)) query: object,
  ): Promise<unknown> {
    return this.upstream.json('gateway', '/quality/records', { token, query: { ...query } });
  }

  @Get('duplicates')
  @Can('read', 'Record')
  duplicates(
    @Req() { accessToken: token }: SignedInRequest,
    @Query(new ZodPipe(pairsQuery)) query: object,
  ): Promise<unknown> {
    return this.upstream.json('gateway', '/quality/duplicates', { token, query: { ...query } });
  }

  @Post('duplicates/decision')
  @HttpCode(200)
  @Can('edit', 'Record')
  decide(
    @Req() { accessToken: token }: SignedInRequest,
    @Body(new ZodPipe(decidePairSchema)) body: object,
  ): Promise<unknown> {
    return this.upstream.json('gateway', '/quality/duplicates/decision', { method: 'POST', token, body });
  }
}
