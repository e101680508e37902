import type { Config } from '@salesagent/platform';
import type { HostedParts } from './hosted-crm.module';

/** The CRM that the configuration names. @throws where this build has no connector for it */
export function openHostedCrm({ crm }: Config): HostedParts {
  if (crm.kind === 'postgres') return { connector: null, verifyWebhook: null };
  throw new Error(`CRM=${crm.kind}: this build has no connector for it; set CRM=postgres`);
}
