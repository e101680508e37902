import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import type { z } from 'zod';
import { Can, CurrentPrincipal, type Principal } from '@salesagent/auth';
import { EventStore } from '@salesagent/event-store';
import { CEILINGS, refinementInWords, tableInWords } from '@salesagent/governance';
import { Policies, type PolicyDiff, type PolicyProposalView } from '../gate/policies';
import type { PolicyBacktest } from '../gate/policy-backtest';
import { PolicyRefused, type PolicyRefusal } from '../gate/policy-candidate';
import { policyInForce } from '../gate/policy-store';
import {
  Parsed,
  policyBacktestBody,
  policyDiffBody,
  policyPastBody,
  policyProposalBody,
  policySignBody,
} from './bodies';
import { refusing } from './refusing';

const STATUS: Readonly<Record<PolicyRefusal, number>> = {
  'bad-policy': 400,
  'same-person': 403,
  'unknown-proposal': 404,
  'nothing-changes': 409,
  'policy-changed': 409,
  'already-proposed': 409,
};

/** The policy in force, what another would decide, and the two signatures that put another in force. */
@Controller('policy')
export class PolicyController {
  constructor(
    private readonly policies: Policies,
    private readonly store: EventStore,
  ) {}

  @Get()
  async policy(): Promise<object> {
    const { version, policy, origin, since, provenance } = await policyInForce(this.store.pool);
    return {
      ...{ version, origin, since: since.toISOString() },
      ceilings: CEILINGS,
      table: tableInWords(policy),
      provenance,
      rules: policy.refinements.map((r) => ({ id: r.id, words: refinementInWords(r), why: r.why ?? null })),
      proposals: await this.policies.waiting(),
      ...policy,
    };
  }

  @Post('diff')
  @HttpCode(200)
  @Can('edit', 'Policy')
  diff(@Body(new Parsed(policyDiffBody)) body: z.infer<typeof policyDiffBody>): Promise<PolicyDiff> {
    return refusing(PolicyRefused, STATUS, () => this.policies.diff(body.policy ?? null, body.days));
  }

  @Post('backtest')
  @HttpCode(200)
  @Can('edit', 'Policy')
  backtest(@Body(new Parsed(policyBacktestBody)) body: z.infer<typeof policyBacktestBody>): Promise<PolicyBacktest> {
    return refusing(PolicyRefused, STATUS, () => this.policies.backtest(body.policy ?? null, body.from ?? null));
  }

  /** Proposals that were never made: the console asks with what the agents' backtests found. */
  @Post('backtest/past')
  @HttpCode(200)
  @Can('read', 'Backtest')
  past(@Body(new Parsed(policyPastBody)) body: z.infer<typeof policyPastBody>): Promise<object> {
    return refusing(PolicyRefused, STATUS, () => this.policies.past(body.policy ?? null, body.proposals, body.to));
  }

  @Post('proposals')
  @Can('edit', 'Policy')
  propose(
    @Body(new Parsed(policyProposalBody)) body: z.infer<typeof policyProposalBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<PolicyProposalView> {
    return refusing(PolicyRefused, STATUS, () => this.policies.propose(body.policy, body.reason, principal));
  }

  @Post('sign')
  @HttpCode(200)
  @Can('sign', 'Policy')
  sign(
    @Body(new Parsed(policySignBody)) body: z.infer<typeof policySignBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<object> {
    return refusing(PolicyRefused, STATUS, () => this.policies.sign(body.version, principal));
  }
}
