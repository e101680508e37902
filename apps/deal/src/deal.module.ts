import { Module } from '@nestjs/common';
import { AgentModule } from '@salesagent/agent';
import { proposalDraft } from './actions/proposal-draft/definition';

export const actions = [proposalDraft];

@Module({ imports: [AgentModule.forService({ service: 'deal', actions })] })
export class DealModule {}
