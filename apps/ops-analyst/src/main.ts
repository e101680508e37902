import 'reflect-metadata';
import { bootstrap } from '@salesagent/platform';
import { OpsAnalystModule } from './ops-analyst.module';

void bootstrap(OpsAnalystModule, { service: 'ops-analyst' });
