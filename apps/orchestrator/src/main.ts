import 'reflect-metadata';
import { keepFormBytes } from '@salesagent/channels';
import { bootstrap } from '@salesagent/platform';
import { OrchestratorModule } from './orchestrator.module';

void bootstrap(OrchestratorModule, { service: 'orchestrator', bodyLimit: '2mb', prepare: keepFormBytes });
