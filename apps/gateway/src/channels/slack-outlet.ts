import { Logger } from '@nestjs/common';
import type { SlackApi, SlackReply } from '@salesagent/channels';
import type { Notices } from './notices';

/** Carries out what orchestrator answers to Slack, where there is a token to do it with. */
export class SlackOutlet {
  private readonly logger = new Logger(SlackOutlet.name);

  constructor(
    private readonly slack: SlackApi | null,
    private readonly notices: Pick<Notices, 'showAnew'>,
  ) {}

  /** A dialog or a word that does not get through is no reason to tell Slack that the click failed. */
  async carryOut({ open, say, showAnew }: SlackReply): Promise<void> {
    if (this.slack === null) return;
    try {
      if (showAnew !== undefined) await this.notices.showAnew([showAnew]);
      if (open) await this.slack.openDialog(open);
      if (say) await this.slack.say(say);
    } catch (error) {
      this.logger.warn(`What was to be said in Slack was not: ${String(error)}`);
    }
  }
}
