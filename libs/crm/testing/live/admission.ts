import type { ContractType } from '../contract';
import type { LiveAccount, OpenedCrm } from './hands';
import type { LiveSettings } from './settings';

const TYPES: readonly ContractType[] = ['account', 'contact', 'opportunity'];

/** The account, if the suite may run in it. @throws Error that says why not and what to do */
export async function admitted(settings: LiveSettings, { hands, crm }: OpenedCrm): Promise<LiveAccount> {
  const account = await hands.account();
  if (account.production && settings.production !== account.id)
    throw new Error(
      `${account.name} is no sandbox and no account for developers, and the suite makes and removes records in it. ` +
        `Use a sandbox; or, if this is one all the same, set CRM_LIVE_PRODUCTION=${account.id}`,
    );
  for (const type of TYPES) {
    const size = await hands.size(type);
    if (size > settings.largest)
      throw new Error(
        `${account.name} has ${size} records of type ${type}, and the suite reads them all. Use a smaller one, ` +
          `or set CRM_LIVE_LARGEST to more than that`,
      );
  }
  const failed = (await crm.probes()).filter(({ state }) => state === 'failed');
  if (failed.length > 0)
    throw new Error(
      `${account.name} is not set up:\n${failed.map(({ name, found, remedy }) => `- ${name}: ${found} → ${remedy}`).join('\n')}`,
    );
  return account;
}
