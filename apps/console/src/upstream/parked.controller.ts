import { Body, Controller, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import { Can } from '@salesagent/auth';
import {
  ParkedAnswers,
  type Discarded,
  type ParkedEvents,
  type ParkedKeys,
  type Redriven,
} from '@salesagent/operations';
import type { z } from 'zod';
import * as api from '../api/operations.schema';
import { problem } from '../http/problem';
import { ZodPipe } from '../http/zod.pipe';
import type { SignedInRequest } from '../session/signed-in';
import { EveryService } from './every-service';

const PATH = '/operations/parked';

/** Parked keys of every service in one place; each service decides by the person's own token. */
@Controller('api/parked')
export class ParkedController {
  constructor(
    private readonly services: EveryService,
    private readonly own: ParkedAnswers,
  ) {}

  @Get()
  @Can('read', 'Consumer')
  async list(@Req() { accessToken: token }: SignedInRequest): Promise<api.ParkedKeysOfAll> {
    const { answers, unanswered } = await this.services.all<ParkedKeys>({
      path: PATH,
      own: () => this.own.keys(),
      question: { token },
    });
    const keys = answers.flatMap(({ service, answer }) => answer.keys.map((key) => ({ ...key, service })));
    return { keys: keys.sort((a, b) => a.since.localeCompare(b.since)), unanswered };
  }

  @Get('events')
  @Can('read', 'Consumer')
  async show(
    @Req() { accessToken: token }: SignedInRequest,
    @Query(new ZodPipe(api.parkedEventsQuery)) { key }: z.output<typeof api.parkedEventsQuery>,
  ): Promise<api.ParkedEventsOfAll> {
    const { answers, unanswered } = await this.services.all<ParkedEvents>({
      path: `${PATH}/events`,
      own: () => this.own.events(key),
      question: { token, query: { key } },
    });
    const events = answers.flatMap(({ service, answer }) => answer.events.map((event) => ({ ...event, service })));
    const history = answers.flatMap(({ service, answer }) => answer.history.map((entry) => ({ ...entry, service })));
    if (events.length + history.length + unanswered.length === 0) throw neverParked(key);
    return { key, events, history: history.sort((a, b) => b.at.localeCompare(a.at)), unanswered };
  }

  @Post('redrive')
  @HttpCode(200)
  @Can('operate', 'Consumer')
  async redrive(
    @Req() { accessToken: token, principal }: SignedInRequest,
    @Body(new ZodPipe(api.redriveBodySchema)) { service, ...body }: z.output<typeof api.redriveBodySchema>,
  ): Promise<api.RedrivenOfAll> {
    const { answers, unanswered } = await this.services.all<Redriven>(
      {
        path: `${PATH}/redrive`,
        own: () => this.own.redrive(body, principal),
        question: { method: 'POST', token, body },
      },
      ...(service === undefined ? [] : [[this.services.named(service)]]),
    );
    const redriven = answers.flatMap((a) => a.answer.redriven.map((place) => ({ ...place, service: a.service })));
    if (body.key !== undefined && redriven.length + unanswered.length === 0) throw neverParked(body.key);
    return { redriven, unanswered };
  }

  @Post('discard')
  @HttpCode(200)
  @Can('operate', 'Consumer')
  async discard(
    @Req() { accessToken: token, principal }: SignedInRequest,
    @Body(new ZodPipe(api.discardBodySchema)) { service, ...body }: z.output<typeof api.discardBodySchema>,
  ): Promise<api.DiscardedOfAll> {
    const answer = await this.services.one<Discarded>(this.services.named(service), {
      path: `${PATH}/discard`,
      own: () => this.own.discard(body, principal),
      question: { method: 'POST', token, body },
    });
    return { ...answer, service };
  }
}

function neverParked(key: string) {
  return problem(404, 'not-found', `No event of "${key}" is parked in any service.`, {
    remedy: '`salesagent parked list` shows every key that cannot go on.',
  });
}
