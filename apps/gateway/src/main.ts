import 'reflect-metadata';
import { keepFormBytes } from '@salesagent/channels';
import { bootstrap } from '@salesagent/platform';
import { GatewayModule } from './gateway.module';
import { openHostedCrm } from './open-hosted-crm';
import { WEBHOOK_PATHS } from './sync/webhooks/webhook-request';

void bootstrap(GatewayModule.with(openHostedCrm), {
  service: 'gateway',
  bodyLimit: '256mb',
  bytesAt: WEBHOOK_PATHS,
  prepare: keepFormBytes,
});
