import 'reflect-metadata';
import { bootstrap } from '@salesagent/platform';
import { DealModule } from './deal.module';

void bootstrap(DealModule, { service: 'deal' });
