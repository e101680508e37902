import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Req } from '@nestjs/common';
import { Can } from '@salesagent/auth';
import { RebuildAnswers, type ProjectionsView, type RebuildRunView, type RebuildStarted } from '@salesagent/operations';
import type { z } from 'zod';
import * as api from '../api/operations.schema';
import { ZodPipe } from '../http/zod.pipe';
import type { SignedInRequest } from '../session/signed-in';
import { EveryService } from './every-service';

const PATH = '/operations/rebuilds';
/** Hashing a million rows takes a while. */
const HASH_MILLISECONDS = 60_000;

/** The projections of every service in one place. A projection's name begins with its service. */
@Controller('api/rebuilds')
export class RebuildsController {
  constructor(
    private readonly services: EveryService,
    private readonly own: RebuildAnswers,
  ) {}

  @Get()
  @Can('read', 'Consumer')
  async list(
    @Req() { accessToken: token }: SignedInRequest,
    @Query(new ZodPipe(api.projectionsQuery)) { hash = false }: z.output<typeof api.projectionsQuery>,
  ): Promise<api.ProjectionsOfAll> {
    const { answers, unanswered } = await this.services.all<ProjectionsView>({
      path: PATH,
      own: () => this.own.projections(hash),
      question: { token, ...(hash ? { query: { hash }, timeoutMilliseconds: HASH_MILLISECONDS } : {}) },
    });
    const projections = answers.flatMap(({ service, answer }) =>
      answer.projections.map((p) => ({ ...p, service, latest: p.latest && { ...p.latest, service } })),
    );
    return { projections: projections.sort((a, b) => a.name.localeCompare(b.name)), unanswered };
  }

  @Get(':service/:id')
  @Can('read', 'Consumer')
  async run(
    @Req() { accessToken: token }: SignedInRequest,
    @Param('service') service: string,
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<api.RebuildRunOf> {
    const run = await this.services.one<RebuildRunView>(this.services.named(service), {
      path: `${PATH}/${id}`,
      own: () => this.own.run(id),
      question: { token },
    });
    return { ...run, service };
  }

  @Post()
  @HttpCode(202)
  @Can('operate', 'Consumer')
  async start(
    @Req() { accessToken: token, principal }: SignedInRequest,
    @Body(new ZodPipe(api.rebuildBodySchema)) body: z.output<typeof api.rebuildBodySchema>,
  ): Promise<api.RebuildStartedAt> {
    const service = this.services.named(body.name.split('.')[0] ?? '');
    const started = await this.services.one<RebuildStarted>(service, {
      path: PATH,
      own: () => this.own.start(body, principal),
      question: { method: 'POST', token, body },
    });
    return { ...started, service };
  }
}
