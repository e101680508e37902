import { Body, Controller, HttpCode, HttpException, Inject, Post } from '@nestjs/common';
import type { z } from 'zod';
import { Can, CurrentPrincipal, type Principal } from '@salesagent/auth';
import { EventStore } from '@salesagent/event-store';
import { CLOCK, type Clock } from '@salesagent/platform';
import { approveTogether, type BulkAnswer } from '../gate/bulk';
import { DecisionRefused, type RefusalCode } from '../gate/decision-refused';
import { Decisions, type DecisionAnswer } from '../gate/decisions';
import { bulkBody, decisionBody, Parsed } from './bodies';

const STATUS: Readonly<Record<RefusalCode, number>> = {
  'bad-request': 400,
  'not-approver': 403,
  'self-approval': 403,
  'same-person': 403,
  'unknown-action': 404,
  'digest-mismatch': 409,
  'not-open': 409,
  'already-decided': 409,
  expired: 409,
};

/** The one place where decisions are taken; console, CLI, Slack and mail all call it with the person's own token. */
@Controller('decisions')
export class DecisionsController {
  constructor(
    private readonly decisions: Decisions,
    private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(200)
  @Can('decide', 'Approval')
  async decide(
    @Body(new Parsed(decisionBody)) body: z.infer<typeof decisionBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<DecisionAnswer> {
    return answered(this.decisions.take(body, principal));
  }

  /** Several of one low-risk kind, each a decision of its own. */
  @Post('bulk')
  @HttpCode(200)
  @Can('decide', 'Approval')
  async decideTogether(
    @Body(new Parsed(bulkBody)) { items }: z.infer<typeof bulkBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<{ answers: BulkAnswer[] }> {
    return {
      answers: await answered(
        approveTogether({ store: this.store, clock: this.clock, decisions: this.decisions }, items, principal),
      ),
    };
  }
}

async function answered<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof DecisionRefused)) throw error;
    const { code, message, state } = error;
    throw new HttpException({ code, message, ...(state ? { state } : {}) }, STATUS[code]);
  }
}
