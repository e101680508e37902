import { Body, Controller, Get, HttpCode, HttpException, Post } from '@nestjs/common';
import type { z } from 'zod';
import { Can, CurrentPrincipal, Roles, type Principal } from '@salesagent/auth';
import type { PromotionRefusal } from '@salesagent/governance';
import { Checks } from '../ladder/checks';
import type { OpenCheck } from '../ladder/known-bad';
import { Ladder, LadderRefused } from '../ladder/ladder';
import type { RungView } from '../ladder/rung-view';
import { demoteBody, Parsed, promoteBody, shadowBody, shownBody } from './bodies';

const STATUS: Readonly<Record<PromotionRefusal, number>> = {
  'not-signer': 403,
  'not-earnable': 409,
  'already-alone': 409,
  lacking: 409,
};

/** Where each action stands on the ladder, the signature that lets it run alone, and taking it down. */
@Controller('ladder')
export class LadderController {
  constructor(
    private readonly ladder: Ladder,
    private readonly checks: Checks,
  ) {}

  /** Numbers of actions, never of a person. */
  @Get()
  async standings(): Promise<{ rungs: RungView[] }> {
    return { rungs: await this.ladder.standings() };
  }

  @Post('promote')
  @HttpCode(200)
  @Can('sign', 'Autonomy')
  promote(
    @Body(new Parsed(promoteBody)) body: z.infer<typeof promoteBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<RungView> {
    return refusing(() => this.ladder.promote(body, principal));
  }

  @Post('demote')
  @HttpCode(200)
  @Can('demote', 'Autonomy')
  demote(
    @Body(new Parsed(demoteBody)) { action, tier, cause, reason }: z.infer<typeof demoteBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<RungView> {
    return refusing(() => this.ladder.demote({ action, tier }, cause, reason, principal));
  }

  /** Stricter at once, so whoever may take an action down may do it, but for programs: they report what happened. */
  @Post('shadow')
  @HttpCode(200)
  @Can('demote', 'Autonomy')
  @Roles('operations_vp', 'admin')
  async shadow(
    @Body(new Parsed(shadowBody)) body: z.infer<typeof shadowBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<{ rungs: RungView[] }> {
    return { rungs: await this.ladder.shadow({ ...body, on: true }, principal) };
  }

  /** Lets people be asked again, or it run alone where that is signed: for whoever signs. */
  @Post('shadow/end')
  @HttpCode(200)
  @Can('sign', 'Autonomy')
  async endShadow(
    @Body(new Parsed(shadowBody)) body: z.infer<typeof shadowBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<{ rungs: RungView[] }> {
    return { rungs: await this.ladder.shadow({ ...body, on: false }, principal) };
  }

  /** For the console, which shows proposals: what this person is shown instead, to know whether approvals are read. */
  @Post('shown')
  @HttpCode(200)
  @Can('decide', 'Approval')
  async shown(
    @Body(new Parsed(shownBody)) { actionIds }: z.infer<typeof shownBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<{ instead: OpenCheck[] }> {
    return { instead: await this.checks.shownInstead(actionIds, principal) };
  }
}

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof LadderRefused)) throw error;
    const { code, message, lacks } = error;
    throw new HttpException({ code, message, lacks, remedy: REMEDY[code] }, STATUS[code]);
  }
}

const REMEDY: Readonly<Record<PromotionRefusal, string>> = {
  'not-signer': 'Ask operations to sign.',
  'not-earnable': 'See `salesagent ladder list --all`; the kill switch stops an action altogether.',
  'already-alone': 'There is nothing to do.',
  lacking: 'See `salesagent ladder show ACTION TIER` for what it has and lacks.',
};
