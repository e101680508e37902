import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Response as ExpressResponse } from 'express';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { pipeline } from 'node:stream/promises';
import { Can } from '@salesagent/auth';
import { INTEGRATION_EVENTS } from '@salesagent/canon/events';
import { continueAuditBodySchema, type AuditContinued, type AuditStanding } from '../api/audit.schema';
import { Reading } from '../controllers/reading';
import { PeopleAround } from '../decision/people-around';
import { mustNameNobody } from '../decision/plain-words';
import { ZodPipe } from '../http/zod.pipe';
import type { SignedInRequest } from '../session/signed-in';
import { Upstream } from './upstream';

/** A million links take less. */
const EXPORT_TIMEOUT_MILLISECONDS = 900_000;

/** As orchestrator tells it. */
type Known = Omit<AuditStanding, 'latest'> & { latest: Omit<AuditStanding['latest'][number], 'explained'>[] };

/** The audit chain, kept by orchestrator; for those who may see everything. */
@Controller('api/audit')
export class AuditController {
  constructor(
    private readonly upstream: Upstream,
    private readonly reading: Reading,
  ) {}

  @Get()
  @Can('read', 'Audit')
  async standing(@Req() { accessToken: token, principal }: SignedInRequest): Promise<AuditStanding> {
    const [{ directory }, standing] = await Promise.all([
      this.reading.reader(principal),
      this.upstream.json<Known>('orchestrator', '/audit', { token }),
    ]);
    const named = (by: string | null) => (by === null ? null : directory.nameOf(by));
    return {
      ...standing,
      latest: standing.latest.map((link) => ({
        ...link,
        by: named(link.by),
        explained: INTEGRATION_EVENTS.isIntegration(link.type),
      })),
    };
  }

  /** Handed on as it comes: an export can be larger than what a process should hold. */
  @Get('export')
  @Can('read', 'Audit')
  async export(@Req() { accessToken: token }: SignedInRequest, @Res() response: ExpressResponse): Promise<void> {
    const answer = await this.upstream.ask('orchestrator', '/audit/export', {
      token,
      timeoutMilliseconds: EXPORT_TIMEOUT_MILLISECONDS,
    });
    for (const header of ['content-type', 'content-disposition']) {
      const value = answer.headers.get(header);
      if (value) response.setHeader(header, value);
    }
    // Cut off, it lacks its last line, which is how a reader knows.
    await pipeline(Readable.fromWeb(answer.body as ReadableStream), response).catch(() => response.destroy());
  }

  @Post('continue')
  @HttpCode(200)
  @Can('continue', 'Audit')
  async continue(
    @Req() { accessToken: token }: SignedInRequest,
    @Body(new ZodPipe(continueAuditBodySchema)) body: { reason: string },
  ): Promise<AuditContinued> {
    mustNameNobody('The reason', [body.reason], await PeopleAround.of(this.reading, null));
    return this.upstream.json('orchestrator', '/audit/continue', { method: 'POST', token, body });
  }
}
