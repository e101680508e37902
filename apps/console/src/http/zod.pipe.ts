import type { PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { wrongInput } from './problem';

/** Checks a query or a body against its schema of the API. */
export class ZodPipe<S extends z.ZodType> implements PipeTransform<unknown, z.output<S>> {
  constructor(private readonly schema: S) {}

  transform(value: unknown): z.output<S> {
    const parsed = this.schema.safeParse(value ?? {});
    if (!parsed.success) throw wrongInput(parsed.error);
    return parsed.data;
  }
}
