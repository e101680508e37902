import {
  Body,
  Controller,
  ForbiddenException,
  Get,
  HttpCode,
  HttpException,
  Inject,
  NotFoundException,
  Post,
  UnprocessableEntityException,
} from '@nestjs/common';
import { z } from 'zod';
import { Can } from '@salesagent/auth';
import { CrmFieldMaker, FieldsNotMade, type FieldsMade, type LettersInCrm } from './crm-fields';
import { PermitRefused } from './permit';

const request = z.strictObject({
  requestId: z.string().min(1),
  plan: z.strictObject({
    crm: z.enum(['salesforce', 'hubspot']),
    object: z.string(),
    fields: z.array(
      z.strictObject({
        name: z.string(),
        label: z.string(),
        description: z.string(),
        options: z.array(z.string()),
      }),
    ),
  }),
  permit: z.string().min(1),
});

/** Fields of the company's CRM: which there are for MEDDICC, and making those that orchestrator gave a permit for. */
@Controller('meddicc-fields')
export class CrmFieldsController {
  constructor(@Inject(CrmFieldMaker) private readonly maker: CrmFieldMaker | null) {}

  /** Asks the CRM. 404 where the CRM is our own. */
  @Get()
  @Can('edit', 'CrmFields')
  letters(): Promise<LettersInCrm> {
    return refusing(() => this.hosted().letters());
  }

  /** Idempotent: what is there is found. 403 where the permit is not good, 422 where the CRM refuses, 503 where it is away. */
  @Post()
  @HttpCode(200)
  @Can('sign', 'CrmFields')
  make(@Body() body: unknown): Promise<FieldsMade> {
    const asked = request.safeParse(body);
    if (!asked.success) throw new UnprocessableEntityException(z.prettifyError(asked.error));
    const { requestId, plan, permit } = asked.data;
    return refusing(() => this.hosted().make(requestId, plan, permit));
  }

  private hosted(): CrmFieldMaker {
    if (this.maker) return this.maker;
    throw new NotFoundException('The CRM is our own (CRM=postgres): it has a field for everything in canon.');
  }
}

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PermitRefused) throw new ForbiddenException(error.message);
    if (!(error instanceof FieldsNotMade)) throw error;
    const { message, remedy, forbidden } = error;
    const code = forbidden ? 'crm-forbidden' : 'crm-unavailable';
    throw new HttpException({ code, message, remedy }, forbidden ? 422 : 503);
  }
}
