import { BadRequestException, Body, Controller, HttpCode, HttpException, Inject, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { Can, CurrentPrincipal, type Principal } from '@salesagent/auth';
import { sealedSchema } from '@salesagent/canon/events';
import { NotGranted, Opener, TooMany, type OpenedValue } from './opener';

const request = z.strictObject({ values: z.array(sealedSchema).min(1).max(1_000) });

/** Sealed values for consumers of the events elsewhere, as they stand on the bus. */
@Controller('sealed')
export class SealedController {
  constructor(@Inject(Opener) private readonly opener: Opener) {}

  /** Opens what the caller's grant covers, in the order given; `erased: true` for what opens for nobody any more. */
  @Post('open')
  @HttpCode(200)
  @Can('open', 'SealedValue')
  async open(
    @Body() body: unknown,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<{ values: OpenedValue[] }> {
    const asked = request.safeParse(body);
    if (!asked.success) {
      const { path, message } = asked.error.issues[0]!;
      throw new BadRequestException(`${path.join('.') || 'request'}: ${message}; send { values: [...] }, at most 1000`);
    }
    try {
      return { values: await this.opener.open(principal.sub, asked.data.values) };
    } catch (error) {
      if (error instanceof NotGranted) throw refusal(403, error.message, 'not-granted', GRANT);
      if (!(error instanceof TooMany)) throw error;
      response.setHeader('retry-after', String(error.retryAfterSeconds));
      throw refusal(
        429,
        error.message,
        'too-many',
        'Ask for less at a time, keep nothing you need not, or have perMinute raised.',
      );
    }
  }
}

const GRANT =
  'An operator adds the client to SEALED_GRANTS_FILE with the kinds it needs and why, and starts gateway again (docs/personal-data.md).';

function refusal(status: number, message: string, code: string, remedy: string): HttpException {
  return new HttpException({ message, code, remedy }, status);
}
