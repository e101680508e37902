import {
  BadRequestException,
  Controller,
  HttpCode,
  Inject,
  NotFoundException,
  Post,
  Req,
  UnauthorizedException,
} from '@nestjs/common';
import type { Request } from 'express';
import type { Pool } from 'pg';
import { Public } from '@salesagent/auth';
import { parseWebhook } from '@salesagent/crm';
import { CLOCK, CONFIG, POOL, type Clock, type Config } from '@salesagent/platform';
import { HOSTED_CRM, type HostedConnector } from '../../hosted-crm.module';
import { countWebhooks } from '../metrics';
import { storeEvents } from './webhook-intake';
import { WEBHOOK_VERIFIER, type WebhookVerifier } from './webhook-request';

/**
 * Where a hosted CRM says that something has changed. Verified over the bytes, stored and answered; the reading is
 * behind it. A lost or forged one does no harm: changes are also asked for, and values are never taken from here.
 */
@Public()
@Controller('crm/webhooks')
export class WebhooksController {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(HOSTED_CRM) private readonly connector: HostedConnector,
    @Inject(WEBHOOK_VERIFIER) private readonly verify: WebhookVerifier | null,
  ) {}

  /**
   * 401 when it is not from the CRM, 400 when it is and nothing in it can be read; nothing is stored then. Of a body
   * that can be read in part the rest is counted: answered 400, it would come again as it is and never be read.
   */
  @Post('hubspot')
  @HttpCode(200)
  async take(@Req() request: Request): Promise<{ stored: number }> {
    const { connector, verify } = this;
    if (!connector || !verify) throw new NotFoundException('No webhooks are expected here.');
    const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const uri =
      this.config.crm.webhookUrl ?? `${request.protocol}://${request.get('host') ?? ''}${request.originalUrl}`;
    const { method, headers } = request;
    const verified = verify({ method, uri, headers, rawBody, now: this.clock.now() });
    if (!verified.ok) {
      countWebhooks('refused', 1);
      throw new UnauthorizedException(verified.reason);
    }
    const { events, problems } = parseWebhook(rawBody);
    countWebhooks('malformed', problems.length);
    if (events.length === 0 && problems.length > 0) {
      throw new BadRequestException(problems.slice(0, 5).join(' '));
    }
    const stored = await storeEvents(this.pool, connector, events);
    countWebhooks('stored', stored);
    countWebhooks('repeated', events.length - stored);
    return { stored };
  }
}
