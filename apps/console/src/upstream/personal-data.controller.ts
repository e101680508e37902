import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { Can } from '@salesagent/auth';
import { erasePersonBodySchema, exportPersonBodySchema, findPeopleBodySchema } from '../api/personal-data.schema';
import { ZodPipe } from '../http/zod.pipe';
import type { SignedInRequest } from '../session/signed-in';
import { Upstream } from './upstream';

/** A long erasure looks through every document. */
const PATIENCE = 120_000;

/** What is held on people is gateway's; only operations may ask for it and end it. */
@Controller('api/people')
export class PersonalDataController {
  constructor(private readonly upstream: Upstream) {}

  @Post('find')
  @HttpCode(200)
  @Can('read', 'PersonalData')
  find(@Req() request: SignedInRequest, @Body(new ZodPipe(findPeopleBodySchema)) body: object): Promise<unknown> {
    return this.post(request, '/subjects/find', body);
  }

  @Post('export')
  @HttpCode(200)
  @Can('read', 'PersonalData')
  export(@Req() request: SignedInRequest, @Body(new ZodPipe(exportPersonBodySchema)) body: object): Promise<unknown> {
    return this.post(request, '/subjects/export', body);
  }

  @Post('erase')
  @HttpCode(200)
  @Can('erase', 'PersonalData')
  erase(@Req() request: SignedInRequest, @Body(new ZodPipe(erasePersonBodySchema)) body: object): Promise<unknown> {
    return this.post(request, '/subjects/erase', body);
  }

  private post({ accessToken: token }: SignedInRequest, path: string, body: object): Promise<unknown> {
    return this.upstream.json('gateway', path, { method: 'POST', token, body, timeoutMilliseconds: PATIENCE });
  }
}
