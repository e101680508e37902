import { Body, Controller, HttpCode, HttpException, Post } from '@nestjs/common';
import type { z } from 'zod';
import { Can, CurrentPrincipal, type Principal } from '@salesagent/auth';
import { DecisionRefused, Decisions, type DecisionAnswer, type RefusalCode } from '../gate/decisions';
import { decisionBody, Parsed } from './bodies';

const STATUS: Readonly<Record<RefusalCode, number>> = {
  'bad-request': 400,
  'not-approver': 403,
  'unknown-action': 404,
  'digest-mismatch': 409,
  'not-open': 409,
  'already-decided': 409,
  expired: 409,
};

/** The one place where decisions are taken; console, CLI, Slack and mail all call it with the person's own token. */
@Controller('decisions')
export class DecisionsController {
  constructor(private readonly decisions: Decisions) {}

  @Post()
  @HttpCode(200)
  @Can('decide', 'Approval')
  async decide(
    @Body(new Parsed(decisionBody)) body: z.infer<typeof decisionBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<DecisionAnswer> {
    try {
      return await this.decisions.take(body, principal);
    } catch (error) {
      if (!(error instanceof DecisionRefused)) throw error;
      const { code, message, state } = error;
      throw new HttpException({ code, message, ...(state ? { state } : {}) }, STATUS[code]);
    }
  }
}
