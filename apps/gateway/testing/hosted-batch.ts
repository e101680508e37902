import type { Change } from '@salesagent/canon/sales';
import type { HostedCrmForTests } from './hosted-crm';

export const BATCH_ID = 'tiering:company:1';
/** One hundred go together; these are more. */
export const MANY_ACCOUNTS = Array.from({ length: 130 }, (_, n) => `B${String(n).padStart(3, '0')}`);
/** Has each of them in another industry. */
export const BATCH: Change = {
  ...{ kind: 'fields-batch', type: 'account', fields: ['industry'] },
  rows: MANY_ACCOUNTS.map((id) => ({ id, set: { industry: 'Rail' } })),
};

export async function manyAccounts(hosted: HostedCrmForTests): Promise<void> {
  for (const id of MANY_ACCOUNTS) await hosted.person('U1', 'account', id, { name: id, industry: 'Steel' });
}
