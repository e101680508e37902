import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { z } from 'zod';
import { Can, CurrentPrincipal, type Principal } from '@salesagent/auth';
import {
  CrmFields,
  FieldsRefused,
  type ApprovedFields,
  type FieldsRefusal,
  type FieldsRequest,
} from '../gate/crm-fields';
import { Parsed } from './bodies';
import { refusing } from './refusing';

const field = z.strictObject({
  name: z.string().min(1).max(80),
  label: z.string().min(1).max(80),
  description: z.string().max(500),
  options: z.array(z.string().min(1).max(80)).min(1).max(50),
});
const requestBody = z.strictObject({
  plan: z.strictObject({
    crm: z.enum(['salesforce', 'hubspot']),
    object: z.string().min(1).max(80),
    fields: z.array(field).min(1).max(50),
  }),
  reason: z.string().trim().min(1).max(1000),
});
const approveBody = z.strictObject({ requestId: z.string().min(1).max(100) });

const STATUS: Readonly<Record<FieldsRefusal, number>> = {
  'same-person': 403,
  'unknown-request': 404,
  'already-requested': 409,
  stopped: 409,
  'too-late': 409,
};

/** Two people's word for making fields in the company's CRM; gateway makes them, by the permit given here. */
@Controller('crm-fields')
export class CrmFieldsController {
  constructor(private readonly fields: CrmFields) {}

  @Get()
  @Can('edit', 'CrmFields')
  async requests(): Promise<{ requests: FieldsRequest[] }> {
    return { requests: await this.fields.requests() };
  }

  @Post('requests')
  @Can('edit', 'CrmFields')
  request(
    @Body(new Parsed(requestBody)) { plan, reason }: z.infer<typeof requestBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<FieldsRequest> {
    return refusing(FieldsRefused, STATUS, () => this.fields.request(plan, reason, principal));
  }

  @Post('approve')
  @HttpCode(200)
  @Can('sign', 'CrmFields')
  approve(
    @Body(new Parsed(approveBody)) { requestId }: z.infer<typeof approveBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<ApprovedFields> {
    return refusing(FieldsRefused, STATUS, () => this.fields.approve(requestId, principal));
  }
}
