import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { Can, CurrentPrincipal, type Principal } from '@salesagent/auth';
import { z } from 'zod';
import { Checked } from './checked.pipe';
import { RebuildAnswers } from './rebuild-answers';
import { rebuildBody, type ProjectionsView, type RebuildRunView, type RebuildStarted } from './rebuild.schema';

const listQuery = z.object({ hash: z.stringbool().optional() });

/** The projections of the service it is part of, and building one again. */
@Controller('operations/rebuilds')
export class RebuildController {
  constructor(private readonly answers: RebuildAnswers) {}

  @Get()
  @Can('read', 'Consumer')
  projections(@Query(new Checked(listQuery)) { hash }: z.infer<typeof listQuery>): Promise<ProjectionsView> {
    return this.answers.projections(hash ?? false);
  }

  @Get(':id')
  @Can('read', 'Consumer')
  run(@Param('id', ParseUUIDPipe) id: string): Promise<RebuildRunView> {
    return this.answers.run(id);
  }

  @Post()
  @HttpCode(202)
  @Can('operate', 'Consumer')
  start(
    @Body(new Checked(rebuildBody)) body: z.infer<typeof rebuildBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<RebuildStarted> {
    return this.answers.start(body, principal);
  }
}
