import { Body, ConflictException, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { z } from 'zod';
import { CurrentPrincipal, Roles, type Principal } from '@salesagent/auth';
import { CONFIG, type Config } from '@salesagent/platform';
import { timeOfDay, timeZone } from '@salesagent/governance';
import { Parsed } from '../api/bodies';
import { DEFAULT_CHOICE, type InterruptionChoice } from '../interruptions/preferences';
import { Checks } from '../ladder/checks';
import type { OpenCheck } from '../ladder/known-bad';
import { ChannelLinks, type ChannelChoice, type Recipient, type SignedIn } from './channel-links';

const interruptionsBody = z
  .strictObject({ wanted: z.boolean(), from: timeOfDay, until: timeOfDay, timeZone: timeZone.nullable() })
  .refine(({ from, until }) => from !== until, {
    message: 'hours end at another time than they begin',
    path: ['until'],
  });
const choiceBody = z.strictObject({
  slack: z.boolean(),
  mail: z.boolean(),
  interruptions: interruptionsBody.optional(),
});

const shownToBody = z.strictObject({
  personId: z.string().min(1),
  actionIds: z.array(z.string().min(1)).min(1).max(200),
});

/** Where a person wants to be asked besides the console, and which Slack account is theirs. Each for themselves only. */
@Controller('channels')
export class ChannelsController {
  constructor(
    private readonly links: ChannelLinks,
    private readonly checks: Checks,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('mine')
  async mine(@CurrentPrincipal() principal: Principal): Promise<object> {
    const slackCanDecide = this.config.slack.signingSecret !== undefined;
    if (principal.personId === null)
      return {
        ...{ person: false, slackCanDecide, slack: false, mail: false, slackLinkedAt: null, slackEndsAt: null },
        interruptions: { ...DEFAULT_CHOICE, wanted: false },
      };
    return { person: true, slackCanDecide, ...(await this.links.of(principal.personId)) };
  }

  @Post('mine')
  @HttpCode(200)
  async choose(
    @Body(new Parsed(choiceBody)) { interruptions, ...choice }: z.infer<typeof choiceBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<ChannelChoice & { interruptions: InterruptionChoice }> {
    const { personId } = aPerson(principal);
    await this.links.choose(personId, choice, interruptions);
    return { ...choice, interruptions: (await this.links.of(personId)).interruptions };
  }

  @Post('slack/code')
  @HttpCode(200)
  code(@CurrentPrincipal() principal: Principal): Promise<{ code: string; expiresAt: string }> {
    return this.links.newCode(aPerson(principal));
  }

  @Post('slack/unlink')
  @HttpCode(200)
  async unlink(@CurrentPrincipal() principal: Principal): Promise<{ unlinked: boolean }> {
    return { unlinked: await this.links.unlink(aPerson(principal)) };
  }

  /** Besides: proposals whose messages are shown anew, as what was shown first has been answered. */
  @Get('recipients')
  @Roles('service')
  async recipients(): Promise<{ recipients: Recipient[]; showAnew: string[] }> {
    return { recipients: await this.links.recipients(), showAnew: await this.checks.answeredLately() };
  }

  /** For gateway, which tells people what they are asked: what this person is shown instead, as the console does. */
  @Post('shown')
  @HttpCode(200)
  @Roles('service')
  async shown(
    @Body(new Parsed(shownToBody)) { personId, actionIds }: z.infer<typeof shownToBody>,
  ): Promise<{ instead: OpenCheck[] }> {
    const roles = await this.links.rolesOf(personId);
    return { instead: roles === null ? [] : await this.checks.shownInstead(actionIds, { personId, roles }) };
  }
}

/** @throws ConflictException for a sign-in that is no person of the CRM: nothing is ever asked of it by name */
function aPerson({ sub, personId, roles }: Principal): SignedIn {
  if (personId === null || roles.includes('service') || roles.includes('consumer'))
    throw new ConflictException({
      code: 'no-person',
      message: 'This sign-in is no person of the CRM; what waits for it is in the console only',
    });
  return { sub, personId };
}
