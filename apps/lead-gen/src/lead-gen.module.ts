import { Module } from '@nestjs/common';
import { AgentModule } from '@salesagent/agent';
import { accountScoring } from './actions/account-scoring/definition';
import { icpScoring } from './actions/icp-scoring/definition';
import { sequenceDrafting } from './actions/sequence-drafting/definition';

export const actions = [icpScoring, accountScoring, sequenceDrafting];

@Module({ imports: [AgentModule.forService({ service: 'lead-gen', actions, personal: true })] })
export class LeadGenModule {}
