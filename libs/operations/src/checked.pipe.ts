import { BadRequestException, type PipeTransform } from '@nestjs/common';
import type { z } from 'zod';

/** Checks a body or a query against its schema; what does not fit is a 400 that names the field. */
export class Checked<T> implements PipeTransform<unknown, T> {
  constructor(private readonly schema: z.ZodType<T>) {}

  transform(value: unknown): T {
    const parsed = this.schema.safeParse(value ?? {});
    if (parsed.success) return parsed.data;
    const message = parsed.error.issues.map((i) => `${i.path.join('.') || 'body'}: ${i.message}`).join('; ');
    throw new BadRequestException({ code: 'bad-request', message });
  }
}
