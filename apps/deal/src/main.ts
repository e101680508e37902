import 'reflect-metadata';
import { bootstrap, companyName, loadConfig } from '@salesagent/platform';
import { DealModule } from './deal.module';

const config = loadConfig();
void bootstrap(DealModule.of(companyName(config)), { service: 'deal', config });
