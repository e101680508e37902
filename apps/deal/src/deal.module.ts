import { Module, type DynamicModule } from '@nestjs/common';
import { AgentModule, type Action } from '@salesagent/agent';
import { proposalDraft } from './actions/proposal-draft/definition';

/** The actions of this agent in the name of a seller, as its customers read it. */
export const actionsFor = (company: string): readonly Action[] => [proposalDraft(company)];

@Module({})
export class DealModule {
  /** @param company name of the seller, as its customers read it */
  static of(company: string): DynamicModule {
    const options = { service: 'deal', actions: actionsFor(company), personal: true } as const;
    return { module: DealModule, imports: [AgentModule.forService(options)] };
  }
}
