import { Body, Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { startImportSchema } from '../api/imports.schema';
import { ZodPipe } from '../http/zod.pipe';
import { Can } from '@salesagent/auth';
import type { SignedInRequest } from '../session/signed-in';
import { Upstream } from './upstream';

/** Imports are gateway's; only operations may start one. */
@Controller('api/imports')
export class ImportsController {
  constructor(private readonly upstream: Upstream) {}

  @Post()
  @HttpCode(202)
  @Can('import', 'Import')
  start(@Req() request: SignedInRequest, @Body(new ZodPipe(startImportSchema)) body: object): Promise<unknown> {
    return this.upstream.json('gateway', '/imports', { method: 'POST', token: request.accessToken, body });
  }

  @Get('latest')
  latest(@Req() request: SignedInRequest): Promise<unknown> {
    return this.upstream.json('gateway', '/imports/latest', { token: request.accessToken });
  }

  @Get(':importId')
  one(@Req() request: SignedInRequest, @Param('importId') importId: string): Promise<unknown> {
    return this.upstream.json('gateway', `/imports/${encodeURIComponent(importId)}`, { token: request.accessToken });
  }
}
