import { HostedMapping, parseCrmMapping } from '../../src/index';
import type { ContractType } from './world';

/** The objects of the suite's records. */
export const SALESFORCE_OBJECTS: Readonly<Record<ContractType, string>> = {
  account: 'Account',
  contact: 'Contact',
  opportunity: 'Opportunity',
};
export const HUBSPOT_OBJECTS: Readonly<Record<ContractType, string>> = {
  account: 'companies',
  contact: 'contacts',
  opportunity: 'deals',
};

/** Standard fields alone, so that every org has them. @param stage An open stage that the org has. */
export function salesforceMapping(stage = 'Prospecting'): HostedMapping {
  return new HostedMapping(
    parseCrmMapping(`
crm: salesforce
company: { currency: EUR, timeZone: Europe/Vienna }
records:
  account:
    - object: Account
      fields: { name: Name, city: BillingCity }
  contact:
    - object: Contact
      fields: { accountId: AccountId, title: Title }
  opportunity:
    - object: Opportunity
      fields: { name: Name, accountId: AccountId, amount: Amount, nextStep: NextStep, closeDate: CloseDate }
stages: { field: StageName, closed: IsClosed, won: IsWon, of: { '*': { ${JSON.stringify(stage)}: 3.2 } } }
`),
  );
}

/** Standard properties alone. @param at An open stage that the account has, and its pipeline. */
export function hubspotMapping(at = { pipeline: 'default', stage: 'appointmentscheduled' }): HostedMapping {
  const [pipeline, stage] = [JSON.stringify(at.pipeline), JSON.stringify(at.stage)];
  return new HostedMapping(
    parseCrmMapping(`
crm: hubspot
company: { currency: EUR, timeZone: Europe/Vienna }
records:
  account:
    - object: companies
      fields: { name: name, city: city }
  contact:
    - object: contacts
      fields: { accountId: associations.companies, title: jobtitle }
  opportunity:
    - object: deals
      fields: { name: dealname, accountId: associations.companies, amount: amount, nextStep: hs_next_step, closeDate: closedate }
stages: { field: dealstage, of: { ${pipeline}: { ${stage}: 3.3 } } }
`),
  );
}
