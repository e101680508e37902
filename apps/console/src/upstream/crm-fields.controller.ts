import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import type { z } from 'zod';
import { Can } from '@salesagent/auth';
import {
  crmFieldsApproveBodySchema,
  crmFieldsRequestBodySchema,
  type crmFieldsRequestSchema,
  type crmFieldsSchema,
} from '../api/crm.schema';
import { Reading } from '../controllers/reading';
import { PeopleAround } from '../decision/people-around';
import { mustNameNobody } from '../decision/plain-words';
import { problem } from '../http/problem';
import { ZodPipe } from '../http/zod.pipe';
import type { SignedInRequest } from '../session/signed-in';
import { Upstream } from './upstream';

/** Several requests to the CRM, each within its limits. */
const CRM_TIMEOUT = 120_000;

type Letters = Omit<z.infer<typeof crmFieldsSchema>, 'requests'>;
type Asked = z.infer<typeof crmFieldsRequestSchema>;

/**
 * Fields of MEDDICC in a hosted CRM: gateway knows how they stand and makes them, orchestrator keeps who asked and who
 * approved. Both are asked with the person's own token.
 */
@Controller('api/crm/fields')
export class CrmFieldsController {
  constructor(
    private readonly upstream: Upstream,
    private readonly reading: Reading,
  ) {}

  @Get()
  @Can('edit', 'CrmFields')
  async fields(@Req() { accessToken: token }: SignedInRequest): Promise<unknown> {
    const letters = await this.letters(token);
    const { requests } = await this.upstream.json<{ requests: Asked[] }>('orchestrator', '/crm-fields', { token });
    return { ...letters, requests };
  }

  /** The reason is kept for good. */
  @Post('requests')
  @HttpCode(201)
  @Can('edit', 'CrmFields')
  async request(
    @Req() { accessToken: token }: SignedInRequest,
    @Body(new ZodPipe(crmFieldsRequestBodySchema)) { letters, reason }: z.infer<typeof crmFieldsRequestBodySchema>,
  ): Promise<unknown> {
    mustNameNobody('The reason', [reason], await PeopleAround.of(this.reading, null));
    const { crm, object, letters: states } = await this.letters(token);
    const wanted = states.filter((one) => letters?.includes(one.letter) ?? one.state === 'missing');
    const there = wanted.filter(({ state }) => state !== 'missing');
    if (wanted.length === 0 || there.length > 0) {
      const message =
        wanted.length === 0
          ? 'Every letter has a field already.'
          : `There is a field already: ${there.map(({ letter, field }) => `${letter} (${field})`).join(', ')}.`;
      const remedy =
        'See `salesagent crm fields`; a field that is there and not mapped needs a line in the mapping file.';
      throw problem(409, 'nothing-missing', message, { remedy });
    }
    const plan = { crm, object, fields: wanted.map((one) => one.wanted) };
    return this.upstream.json('orchestrator', '/crm-fields/requests', {
      method: 'POST',
      token,
      body: { plan, reason },
    });
  }

  /** Approves, and has them made; approved already, it is tried again. */
  @Post('approve')
  @HttpCode(200)
  @Can('sign', 'CrmFields')
  async approve(
    @Req() { accessToken: token }: SignedInRequest,
    @Body(new ZodPipe(crmFieldsApproveBodySchema)) body: z.infer<typeof crmFieldsApproveBodySchema>,
  ): Promise<unknown> {
    const { request, permit } = await this.upstream.json<{ request: Asked; permit: string }>(
      'orchestrator',
      '/crm-fields/approve',
      { method: 'POST', token, body },
    );
    const { fields, lines } = await this.upstream.json<{ fields: unknown; lines: unknown }>(
      'gateway',
      '/meddicc-fields',
      {
        ...{ method: 'POST', token, timeoutMilliseconds: CRM_TIMEOUT },
        body: { requestId: request.requestId, plan: request.plan, permit },
      },
    );
    return { request, fields, lines };
  }

  private letters(token: string): Promise<Letters> {
    return this.upstream.json('gateway', '/meddicc-fields', { token, timeoutMilliseconds: CRM_TIMEOUT });
  }
}
