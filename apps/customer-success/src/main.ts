import 'reflect-metadata';
import { bootstrap } from '@salesagent/platform';
import { CustomerSuccessModule } from './customer-success.module';

void bootstrap(CustomerSuccessModule, { service: 'customer-success' });
