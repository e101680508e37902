import { Module, type DynamicModule } from '@nestjs/common';
import { AgentModule } from '@salesagent/agent';
import { proposalDraft } from './actions/proposal-draft/definition';

@Module({})
export class DealModule {
  /** @param company name of the seller, as its customers read it */
  static of(company: string): DynamicModule {
    const actions = [proposalDraft(company)];
    return { module: DealModule, imports: [AgentModule.forService({ service: 'deal', actions, personal: true })] };
  }
}
