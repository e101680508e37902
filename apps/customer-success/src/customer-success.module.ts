import { Module } from '@nestjs/common';
import { AgentModule } from '@salesagent/agent';
import { healthScore } from './actions/health-score/definition';

export const actions = [healthScore];

@Module({ imports: [AgentModule.forService({ service: 'customer-success', actions })] })
export class CustomerSuccessModule {}
