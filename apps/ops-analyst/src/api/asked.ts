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

/** Which day a request asks about: the business date unless it names an earlier one. */
@Injectable()
export class AskedDay {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws BadRequestException for a day after the business day: nothing is known of it */
  async of(query: { asOf?: string | undefined; knownAt?: string | undefined }): Promise<DayAsked> {
    const today = await this.today();
    const asOf = query.asOf ?? today;
    if (asOf > today) {
      throw new BadRequestException(
        `asOf: ${asOf} lies after the business day ${today}, and nothing is known of it; ask for ${today} or earlier`,
      );
    }
    return { asOf, knownAt: query.knownAt ?? null };
  }

  async today(): Promise<string> {
    return businessDate(await businessClock(this.pool, SCHEMA), this.clock);
  }
}
