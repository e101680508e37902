import 'reflect-metadata';
import { bootstrap } from '@salesagent/platform';
import { GatewayModule } from './gateway.module';

void bootstrap(GatewayModule, { service: 'gateway', bodyLimit: '256mb' });
