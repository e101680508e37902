import { HostedMapping, parseCrmMapping, type HostedKind } from '@salesagent/crm';

/** The mapping files of the two companies that are read: accounts, their deals, and what was done about these. */
export const MAPPINGS: Readonly<Record<HostedKind, HostedMapping>> = {
  salesforce: new HostedMapping(
    parseCrmMapping(`
crm: salesforce
company: { currency: EUR, timeZone: Europe/Vienna }
records:
  account:
    - object: Account
      fields: { name: Name, city: BillingCity }
  opportunity:
    - object: Opportunity
      fields: { name: Name, accountId: AccountId, amount: Amount, nextStep: NextStep, closeDate: CloseDate }
  activity:
    - object: Task
      ids: 00T
      fields:
        opportunityId: { field: WhatId, prefix: '006' }
        type: { value: note }
        happenedAt: ActivityDate
        subject: Subject
    - object: Event
      ids: 00U
      fields:
        opportunityId: { field: WhatId, prefix: '006' }
        type: { value: meeting }
        happenedAt: StartDateTime
        durationMinutes: DurationInMinutes
        subject: Subject
stages: { field: StageName, closed: IsClosed, won: IsWon, of: { '*': { Prospecting: 3.2 } } }
`),
  ),
  hubspot: new HostedMapping(
    parseCrmMapping(`
crm: hubspot
company: { currency: EUR, timeZone: Europe/Vienna }
records:
  account:
    - object: companies
      fields: { name: name }
  opportunity:
    - object: deals
      fields: { name: dealname, accountId: associations.companies, amount: amount, closeDate: closedate }
  activity:
    - object: calls
      fields:
        accountId: associations.companies
        opportunityId: associations.deals
        type: { value: call }
        happenedAt: hs_timestamp
        durationMinutes: { field: hs_call_duration, unit: milliseconds }
        subject: hs_call_title
    - object: emails
      fields:
        accountId: associations.companies
        opportunityId: associations.deals
        type: { value: email }
        happenedAt: hs_timestamp
        subject: hs_email_subject
    - object: meetings
      fields:
        accountId: associations.companies
        opportunityId: associations.deals
        type: { value: meeting }
        happenedAt: hs_timestamp
        subject: hs_meeting_title
    - object: notes
      fields:
        accountId: associations.companies
        opportunityId: associations.deals
        type: { value: note }
        happenedAt: hs_timestamp
stages: { field: dealstage, of: { default: { appointmentscheduled: 3.3 } } }
`),
  ),
};
