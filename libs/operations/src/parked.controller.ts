import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { Can, CurrentPrincipal, type Principal } from '@salesagent/auth';
import { z } from 'zod';
import { Checked } from './checked.pipe';
import { ParkedAnswers } from './parked-answers';
import {
  discardBody,
  redriveBody,
  type Discarded,
  type ParkedEvents,
  type ParkedKeys,
  type Redriven,
} from './parked.schema';

const keyQuery = z.object({ key: z.string().min(1) });

/** The parked keys of the service it is part of. The console asks, with the token of the person who wants to know. */
@Controller('operations/parked')
export class ParkedController {
  constructor(private readonly answers: ParkedAnswers) {}

  @Get()
  @Can('read', 'Consumer')
  keys(): Promise<ParkedKeys> {
    return this.answers.keys();
  }

  @Get('events')
  @Can('read', 'Consumer')
  events(@Query(new Checked(keyQuery)) { key }: z.infer<typeof keyQuery>): Promise<ParkedEvents> {
    return this.answers.events(key);
  }

  @Post('redrive')
  @HttpCode(200)
  @Can('operate', 'Consumer')
  redrive(
    @Body(new Checked(redriveBody)) body: z.infer<typeof redriveBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Redriven> {
    return this.answers.redrive(body, principal);
  }

  @Post('discard')
  @HttpCode(200)
  @Can('operate', 'Consumer')
  discard(
    @Body(new Checked(discardBody)) body: z.infer<typeof discardBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Discarded> {
    return this.answers.discard(body, principal);
  }
}
