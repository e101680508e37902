import { Module } from '@nestjs/common';
import { AgentModule } from '@salesagent/agent';
import { actions } from './actions';

export { actions };

@Module({ imports: [AgentModule.forService({ service: 'qualification', actions, personal: true })] })
export class QualificationModule {}
