import { BadRequestException, Inject, Injectable } from '@nestjs/common';
import { businessDate } from '@salesagent/canon/sales';
import { businessClock } from '@salesagent/mirror';
import { CLOCK, POOL, type Clock } from '@salesagent/platform';
import type { Pool } from 'pg';
import type { z } from 'zod';
import type { DayAsked } from '../analysis/analyst';
import { SCHEMA } from '../schema';

/** Reads a query by its schema. @throws BadRequestException naming the parameter and what it accepts */
export function parsed<S extends z.ZodType>(schema: S, query: unknown): z.output<S> {
  const result = schema.safeParse(query);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new BadRequestException(`${issue?.path.join('.') || 'query'}: ${issue?.message ?? 'not valid'}`);
}

/** Which day a request asks about: the business date unless it says so. */
@Injectable()
export class AskedDay {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async of(query: { asOf?: string | undefined; knownAt?: string | undefined }): Promise<DayAsked> {
    return { asOf: query.asOf ?? (await this.today()), knownAt: query.knownAt ?? null };
  }

  async today(): Promise<string> {
    return businessDate(await businessClock(this.pool, SCHEMA), this.clock);
  }
}
