import {
  COMMAND,
  dialogError,
  readSlackRequest,
  REASONS,
  whyDialog,
  type SlackReply,
  type SlackRequest,
  type SlackUser,
} from '@salesagent/channels';
import { DecisionRefused } from '../gate/decision-refused';
import type { DecisionAnswer, DecisionRequest, Decisions } from '../gate/decisions';
import type { ChannelLinks, LinkOutcome } from './channel-links';

type Asked<Kind> = Extract<SlackRequest, { kind: Kind }>;

const LINK_FIRST = `This Slack account is nobody’s here yet. Open your notifications in the console, take a code there, and send \`${COMMAND} link CODE\`.`;

const LINK_ANSWERS: Readonly<Record<LinkOutcome, string>> = {
  linked: 'Linked: what waits for you is sent here, and you can decide it here.',
  'unknown-code': 'That code is unknown or older than ten minutes. Take a new one in the console.',
  taken: 'This Slack account is linked to somebody else, who has to unlink it in the console first.',
};

/**
 * Answers what Slack has been proved to send. A click is a decision like any other: the person is who linked the
 * account, the digest is the one the message showed. Evidence is not in the message, so it counts as not opened.
 */
export class SlackDesk {
  constructor(
    private readonly decisions: Pick<Decisions, 'take'>,
    private readonly links: ChannelLinks,
  ) {}

  /** @param body verified by its signature */
  async answer(body: Buffer): Promise<SlackReply> {
    const request = readSlackRequest(body);
    switch (request.kind) {
      case 'approve':
        return this.approve(request);
      case 'ask-why':
        return this.askWhy(request);
      case 'reject':
        return this.reject(request);
      case 'command':
        return this.command(request);
      case 'other':
        return {};
    }
  }

  private async approve({ by, actionId, digest, channel }: Asked<'approve'>): Promise<SlackReply> {
    const outcome = await this.decide(by, { actionId, digest, decision: 'approve' });
    const text = outcome === null ? LINK_FIRST : wordsOn(outcome);
    const anew = isShownNoMore(outcome) ? { showAnew: actionId } : {};
    return text === null ? anew : { ...anew, say: { channel, user: by.user, text } };
  }

  private async askWhy({ by, triggerId, actionId, digest, channel }: Asked<'ask-why'>): Promise<SlackReply> {
    if ((await this.links.personOf(by)) === null) return { say: { channel, user: by.user, text: LINK_FIRST } };
    return { open: { triggerId, view: whyDialog({ actionId, digest, channel }) } };
  }

  private async reject({ by, actionId, digest, reason, channel }: Asked<'reject'>): Promise<SlackReply> {
    const words = reason === null ? undefined : REASONS[reason];
    if (words === undefined) return { respond: dialogError('Choose one of the reasons.') };
    const outcome = await this.decide(by, { actionId, digest, decision: 'reject', reason: words });
    const problem = outcome === null ? LINK_FIRST : wordsOn(outcome);
    const anew = isShownNoMore(outcome) ? { showAnew: actionId } : {};
    if (problem === null) return anew;
    // Taken, and nothing to mend in the dialog.
    const isTaken = outcome !== null && !(outcome instanceof DecisionRefused) && outcome.state === 'checked';
    if (isTaken && channel !== '') return { ...anew, say: { channel, user: by.user, text: problem } };
    return { ...anew, respond: dialogError(problem) };
  }

  private async command({ by, words }: Asked<'command'>): Promise<SlackReply> {
    const [verb, code] = words;
    if (verb !== 'link' || code === undefined)
      return onlyForThem(`Send \`${COMMAND} link CODE\`; the code is in the console, under your notifications.`);
    return onlyForThem(LINK_ANSWERS[await this.links.link(by, code)]);
  }

  /** Null when nobody has linked the account. */
  private async decide(
    by: SlackUser,
    request: Pick<DecisionRequest, 'actionId' | 'digest' | 'decision' | 'reason'>,
  ): Promise<DecisionAnswer | DecisionRefused | null> {
    const who = await this.links.personOf(by);
    if (who === null) return null;
    try {
      return await this.decisions.take({ ...request, evidenceOpened: false, via: 'slack' }, who);
    } catch (error) {
      if (error instanceof DecisionRefused) return error;
      throw error;
    }
  }
}

/** Whether the message shows something else than what is asked now. */
function isShownNoMore(outcome: DecisionAnswer | DecisionRefused | null): boolean {
  if (outcome instanceof DecisionRefused) return outcome.code === 'digest-mismatch';
  return outcome?.state === 'checked';
}

/** What is worth saying; null where the message itself will show it. */
function wordsOn(outcome: DecisionAnswer | DecisionRefused): string | null {
  if (outcome instanceof DecisionRefused) return outcome.message;
  return outcome.state === 'approved' || outcome.state === 'rejected' ? null : outcome.message;
}

/** The answer to a command, seen by who sent it (docs.slack.dev, "Implementing slash commands"). */
const onlyForThem = (text: string): SlackReply => ({ respond: { response_type: 'ephemeral', text } });
