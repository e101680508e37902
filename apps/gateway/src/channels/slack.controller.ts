import { Controller, HttpCode, HttpException, Inject, Logger, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Public } from '@salesagent/auth';
import { FORM, SIGNATURE_HEADERS, type SlackReply } from '@salesagent/channels';
import { CONFIG, type Config } from '@salesagent/platform';
import { SlackOutlet } from './slack-outlet';

/** Slack waits three seconds for an answer. */
const SLACK_WAITS_MS = 2_500;
/** Longer than orchestrator waits for a gate. */
const LONGEST_MS = 15_000;

/**
 * Where Slack sends clicks, dialogs and commands. The bytes and their signature are handed to orchestrator, which alone
 * can tell whether Slack sent them; what it answers is carried out here, since here is the only way outward.
 */
@Public()
@Controller('slack')
export class SlackController {
  private readonly logger = new Logger(SlackController.name);

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly outlet: SlackOutlet,
  ) {}

  @Post(['interactions', 'commands'])
  @HttpCode(200)
  async take(@Req() request: Request): Promise<object | undefined> {
    const answer = this.ask(request).then(async (reply) => {
      await this.outlet.carryOut(reply);
      return reply;
    });
    // After three seconds Slack tells the person that it failed; what comes later is said in the conversation.
    const first = await Promise.race([answer, late(SLACK_WAITS_MS)]);
    if (first !== null) return first.respond;
    answer.catch((error: unknown) => this.logger.warn(`Slack was answered late: ${String(error)}`));
    return undefined;
  }

  /** @throws HttpException as orchestrator answers it */
  private async ask({ body, headers }: Request): Promise<SlackReply> {
    const base = this.config.urls.orchestrator;
    if (!base) throw new HttpException('ORCHESTRATOR_URL is not set for gateway', 503);
    const signed = SIGNATURE_HEADERS.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    });
    const response = await fetch(new URL('/slack', base), {
      method: 'POST',
      headers: { 'content-type': FORM, ...Object.fromEntries(signed) },
      body: Buffer.isBuffer(body) ? new Uint8Array(body) : '',
      signal: AbortSignal.timeout(LONGEST_MS),
    }).catch((cause: unknown) => {
      throw new HttpException('orchestrator does not answer; press again in a moment', 503, { cause });
    });
    const said = (await response.json()) as SlackReply & { message?: string };
    if (!response.ok) throw new HttpException(said, response.status);
    return said;
  }
}

function late(milliseconds: number): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), milliseconds).unref());
}
