import 'reflect-metadata';
import { bootstrap } from '@salesagent/platform';
import { OrchestratorModule } from './orchestrator.module';

void bootstrap(OrchestratorModule, { service: 'orchestrator', bodyLimit: '2mb' });
