import { Body, Controller, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import type { z } from 'zod';
import { Can } from '@salesagent/auth';
import { playbookSearchQuerySchema, type PlaybookAnswer, type PlaybookSearchQuery } from '../api/passages.schema';
import {
  playbookAffectedBodySchema,
  playbookProposalBodySchema,
  playbookSignBodySchema,
  type PlaybookAffected,
  type PlaybookFiles,
  type PlaybookInForceView,
} from '../api/playbook.schema';
import { rejectBodySchema, type RejectBody } from '../api/rejection.schema';
import { Reading } from '../controllers/reading';
import { PeopleAround } from '../decision/people-around';
import { mustNameNobody } from '../decision/plain-words';
import { ZodPipe } from '../http/zod.pipe';
import type { SignedInRequest } from '../session/signed-in';
import { Upstream } from '../upstream/upstream';
import { PlaybookChanges } from './affected';
import { answerView } from './answer-view';
import { playbookOfServices } from './of-services';
import { PlaybookSearch } from './playbook-search';
import { sectionRows } from './sections';

/** The playbook in force and its signatures are orchestrator's; what a change affects, the agents say; questions to it are answered here. */
@Controller('api/playbook')
export class PlaybookController {
  constructor(
    private readonly upstream: Upstream,
    private readonly reading: Reading,
    private readonly changes: PlaybookChanges,
    private readonly passages: PlaybookSearch,
  ) {}

  @Get()
  async playbook(@Req() { accessToken: token }: SignedInRequest): Promise<unknown> {
    const [{ rejected = [], ...inForce }, services, passages] = await Promise.all([
      this.upstream.json<PlaybookInForceView>('orchestrator', '/playbook', { token }),
      playbookOfServices(this.upstream, token),
      this.passages.status(),
    ]);
    const sections = sectionRows(inForce.sections, this.reading.playbook, services);
    return { ...inForce, rejected, sections, services, passages };
  }

  @Get('search')
  async search(
    @Query(new ZodPipe(playbookSearchQuerySchema)) { question, ...asked }: PlaybookSearchQuery,
  ): Promise<PlaybookAnswer> {
    return answerView(question, await this.passages.search({ question, ...asked }));
  }

  @Post('passages/look')
  @HttpCode(200)
  @Can('edit', 'Policy')
  look(@Req() { accessToken: token }: SignedInRequest): Promise<unknown> {
    return this.upstream.json('orchestrator', '/playbook/passages/look', { method: 'POST', token });
  }

  @Post('affected')
  @HttpCode(200)
  @Can('edit', 'Policy')
  async affected(
    @Req() { accessToken: token, principal }: SignedInRequest,
    @Body(new ZodPipe(playbookAffectedBodySchema)) { files, version }: z.infer<typeof playbookAffectedBodySchema>,
  ): Promise<PlaybookAffected> {
    const path = `/playbook/proposals/${encodeURIComponent(version ?? '')}`;
    const asked = files ?? (await this.upstream.json<{ files: PlaybookFiles }>('orchestrator', path, { token })).files;
    return this.changes.of(asked, await this.reading.reader(principal), token);
  }

  /** Reason and sections are kept for good, in the log and on the bus. */
  @Post('proposals')
  @HttpCode(201)
  @Can('edit', 'Policy')
  async propose(
    @Req() { accessToken: token }: SignedInRequest,
    @Body(new ZodPipe(playbookProposalBodySchema)) body: z.infer<typeof playbookProposalBodySchema>,
  ): Promise<unknown> {
    const people = await PeopleAround.of(this.reading, null);
    mustNameNobody('The reason', [body.reason], people);
    for (const { file, text } of body.files) mustNameNobody(file, [text], people);
    return this.upstream.json('orchestrator', '/playbook/proposals', { method: 'POST', token, body });
  }

  @Post('sign')
  @HttpCode(200)
  @Can('sign', 'Policy')
  sign(
    @Req() { accessToken: token }: SignedInRequest,
    @Body(new ZodPipe(playbookSignBodySchema)) body: object,
  ): Promise<unknown> {
    return this.upstream.json('orchestrator', '/playbook/sign', { method: 'POST', token, body });
  }

  /** The reason is kept for good. */
  @Post('reject')
  @HttpCode(200)
  @Can('sign', 'Policy')
  async reject(
    @Req() { accessToken: token }: SignedInRequest,
    @Body(new ZodPipe(rejectBodySchema)) body: RejectBody,
  ): Promise<unknown> {
    mustNameNobody('The reason', [body.reason], await PeopleAround.of(this.reading, null));
    return this.upstream.json('orchestrator', '/playbook/reject', { method: 'POST', token, body });
  }
}
