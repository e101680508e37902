import {
  BadRequestException,
  Controller,
  HttpCode,
  Inject,
  Post,
  Req,
  ServiceUnavailableException,
  UnauthorizedException,
} from '@nestjs/common';
import type { Request } from 'express';
import { Public } from '@salesagent/auth';
import { isFromSlack, type SlackReply } from '@salesagent/channels';
import { CLOCK, CONFIG, type Clock, type Config } from '@salesagent/platform';
import { SlackDesk } from './slack-desk';

/**
 * What Slack sends, handed on by gateway as it came. The signature is checked here, where decisions are taken: gateway
 * has no secret to sign with, so it cannot decide in anybody's name. No token: the signature says who sends.
 */
@Public()
@Controller('slack')
export class SlackController {
  constructor(
    private readonly desk: SlackDesk,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(200)
  async take(@Req() { body, headers }: Request): Promise<SlackReply> {
    const secret = this.config.slack.signingSecret;
    if (!secret)
      throw new ServiceUnavailableException({
        code: 'slack-off',
        message: 'Slack is not set up: SLACK_SIGNING_SECRET is not set for orchestrator',
      });
    if (!Buffer.isBuffer(body)) throw new BadRequestException({ code: 'bad-request', message: 'Slack sends forms' });
    if (!isFromSlack(body, headers, secret, this.clock.now()))
      throw new UnauthorizedException({
        code: 'not-from-slack',
        message: 'The request is not signed by Slack within the last five minutes',
      });
    return this.desk.answer(body);
  }
}
