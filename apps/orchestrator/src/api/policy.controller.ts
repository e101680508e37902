import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import type { z } from 'zod';
import { Can, CurrentPrincipal, type Principal } from '@salesagent/auth';
import { EventStore } from '@salesagent/event-store';
import { CEILINGS, refinementInWords, tableInWords } from '@salesagent/governance';
import { Policies, type PolicyDiff } from '../gate/policies';
import type { PolicyBacktest } from '../gate/policy-backtest';
import { PolicyRefused, type PolicyRefusal } from '../gate/policy-candidate';
import type { PolicyProposalView, RejectedPolicyView } from '../gate/policy-proposals';
import { policyInForce } from '../gate/policy-store';
import {
  Parsed,
  policyBacktestBody,
  policyDiffBody,
  policyPastBody,
  policyProposalBody,
  policySignBody,
  rejectBody,
} from './bodies';
import { PROPOSAL_STATUS, refusing } from './refusing';

const STATUS: Readonly<Record<PolicyRefusal, number>> = {
  'bad-policy': 400,
  'policy-changed': 409,
  ...PROPOSAL_STATUS,
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
    const { waiting: proposals, rejected } = await this.policies.proposals();
    return {
      ...{ version, origin, since: since.toISOString() },
      ceilings: CEILINGS,
      table: tableInWords(policy),
      provenance,
      rules: policy.refinements.map((r) => ({ id: r.id, words: refinementInWords(r), why: r.why ?? null })),
      ...{ proposals, rejected },
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

  @Post('reject')
  @HttpCode(200)
  @Can('sign', 'Policy')
  reject(
    @Body(new Parsed(rejectBody)) { version, reason }: z.infer<typeof rejectBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<RejectedPolicyView> {
    return refusing(PolicyRefused, STATUS, () => this.policies.reject(version, reason, principal));
  }
}
