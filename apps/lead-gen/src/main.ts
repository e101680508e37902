import 'reflect-metadata';
import { bootstrap } from '@salesagent/platform';
import { LeadGenModule } from './lead-gen.module';

void bootstrap(LeadGenModule, { service: 'lead-gen' });
