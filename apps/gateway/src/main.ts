import 'reflect-metadata';
import { keepFormBytes } from '@salesagent/channels';
import { bootstrap } from '@salesagent/platform';
import { GatewayModule } from './gateway.module';

void bootstrap(GatewayModule, { service: 'gateway', bodyLimit: '256mb', prepare: keepFormBytes });
