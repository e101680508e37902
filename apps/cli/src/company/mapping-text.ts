import { discover, draftMapping, parseCrmMapping } from '@salesagent/crm/mapping';
import { reporting } from '../crm/source';
import type { CompanyFacts } from './company-facts';

/** How the commonest objects are mapped; each line has to be held against the company's own CRM. */
const EXAMPLES = {
  salesforce: `records:
  person:
    - { object: User, fields: { name: Name, email: Email, active: IsActive, managerId: ManagerId } }
  account:
    - { object: Account, fields: { name: Name, ownerId: OwnerId, industry: Industry } }
  contact:
    - { object: Contact, ids: '003', fields: { name: Name, email: Email, accountId: AccountId, title: Title } }
  opportunity:
    - object: Opportunity
      fields:
        name: Name
        accountId: AccountId
        ownerId: OwnerId
        amount: Amount
        closeDate: CloseDate
        createdAt: { field: CreatedDate, write: false }
        stageEnteredAt: { field: LastStageChangeDate, write: false }
stages:
  field: StageName
  closed: IsClosed
  won: IsWon
  of:
    '*':
      Qualification: 3.2
      Closed Won: { subStage: 5.3, outcome: won }
      Closed Lost: { subStage: 5.3, outcome: lost }`,
  hubspot: `records:
  person:
    - { object: owners, fields: { name: { join: [firstName, lastName] }, email: email } }
  account:
    - { object: companies, fields: { name: name, ownerId: hubspot_owner_id, industry: industry } }
  contact:
    - { object: contacts, fields: { email: email, accountId: associations.companies, title: jobtitle } }
  opportunity:
    - object: deals
      fields:
        name: dealname
        accountId: associations.companies
        ownerId: hubspot_owner_id
        amount: amount
        closeDate: closedate
        createdAt: { field: createdate, write: false }
        stageEnteredAt: { field: 'hs_v2_date_entered_{stage}', write: false }
stages:
  field: dealstage
  pipeline: pipeline
  closed: hs_is_closed
  won: hs_is_closed_won
  of:
    default:
      qualifiedtobuy: 4.1
      closedwon: { subStage: 5.3, outcome: won }
      closedlost: { subStage: 5.3, outcome: lost }`,
};

/**
 * The company's `crm.yaml`: drafted from its export, else one that maps nothing yet and says how to go on. `null` for
 * our own CRM. @throws CliError where the draft of an export cannot be used
 */
export function mappingText(facts: CompanyFacts, path: string): string | null {
  const { crm, source, currency, timeZone, fiscalYearStartMonth } = facts;
  if (crm === 'postgres') return null;
  const company = { currency, timeZone, fiscalYearStartMonth };
  const text = source ? draftMapping(discover(source), company) : emptyMapping(facts, crm, path);
  reporting(() => parseCrmMapping(text, path));
  return text;
}

function emptyMapping(
  { currency, timeZone, fiscalYearStartMonth }: CompanyFacts,
  crm: keyof typeof EXAMPLES,
  path: string,
): string {
  const own = `--currency ${currency} --time-zone ${timeZone} --fiscal-start ${fiscalYearStartMonth}`;
  return [
    '# What the objects, fields and stages of the CRM mean. Nothing is mapped yet, so nothing is read. Either draft it:',
    `#   salesagent crm discover --crm ${crm} --credentials SIGN_IN ${own} --output ${path}`,
    '# (SIGN_IN: the file that CRM_CREDENTIALS_FILE will name; or --from EXPORT, a folder of CSV files, one an object),',
    '# or take the comment signs below away and go on from there.',
    '# All that may stand here: docs/crm/mapping.md. When it is done: salesagent crm check.',
    `crm: ${crm}`,
    `company: { currency: ${currency}, timeZone: ${timeZone}, fiscalYearStartMonth: ${fiscalYearStartMonth} }`,
    'records: {} # take this line away with the first record type',
    ...EXAMPLES[crm].split('\n').map((line) => `# ${line}`),
    '',
  ].join('\n');
}
