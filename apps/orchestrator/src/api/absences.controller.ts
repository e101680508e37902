import { Body, Controller, Get, HttpCode, HttpException, Post } from '@nestjs/common';
import type { z } from 'zod';
import { Can, CurrentPrincipal, type Principal } from '@salesagent/auth';
import { AbsenceRefused, Absences, type AbsenceView } from '../gate/absences';
import { absenceBody, absenceEndBody, Parsed } from './bodies';

const STATUS = { 'bad-absence': 400, 'not-yours': 403, 'not-away': 404 } as const;

/** Who is away, and who decides meanwhile. */
@Controller('absences')
export class AbsencesController {
  constructor(private readonly absences: Absences) {}

  @Get()
  async list(): Promise<{ absences: AbsenceView[] }> {
    return { absences: await this.absences.list() };
  }

  @Post()
  @HttpCode(200)
  @Can('decide', 'Approval')
  set(
    @Body(new Parsed(absenceBody)) body: z.infer<typeof absenceBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<AbsenceView> {
    return answered(this.absences.set(body, principal));
  }

  @Post('end')
  @HttpCode(200)
  @Can('decide', 'Approval')
  async end(
    @Body(new Parsed(absenceEndBody)) { personId }: z.infer<typeof absenceEndBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<{ personId: string }> {
    await answered(this.absences.end(personId, principal));
    return { personId };
  }
}

async function answered<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof AbsenceRefused)) throw error;
    throw new HttpException({ code: error.code, message: error.message }, STATUS[error.code]);
  }
}
