import type { SalesforceField, SalesforceObject } from './schema';

const owner: SalesforceField = { name: 'OwnerId', type: 'reference', references: ['User'], tracked: true };
const key: SalesforceField = { name: 'Salesagent_Key__c', type: 'string', externalId: true };

/** Objects of a small Sales Cloud org, as the Object Reference describes them (the fields that sales work uses). */
export const SALES_CLOUD: readonly SalesforceObject[] = [
  {
    name: 'User',
    prefix: '005',
    readOnly: true,
    fields: [
      { name: 'Name', type: 'string' },
      { name: 'Username', type: 'string' },
      { name: 'Email', type: 'email' },
      { name: 'IsActive', type: 'boolean' },
    ],
  },
  {
    name: 'Organization',
    prefix: '00D',
    readOnly: true,
    fields: [
      { name: 'Name', type: 'string' },
      { name: 'OrganizationType', type: 'picklist' },
      { name: 'IsSandbox', type: 'boolean' },
    ],
  },
  {
    name: 'OpportunityStage',
    prefix: '01J',
    readOnly: true,
    fields: [
      { name: 'ApiName', type: 'string' },
      { name: 'MasterLabel', type: 'string' },
      { name: 'IsActive', type: 'boolean' },
      { name: 'IsClosed', type: 'boolean' },
      { name: 'IsWon', type: 'boolean' },
      { name: 'DefaultProbability', type: 'percent' },
      { name: 'SortOrder', type: 'int' },
    ],
  },
  {
    name: 'Account',
    prefix: '001',
    mergeable: true,
    changeEvents: true,
    fields: [
      { name: 'Name', type: 'string', required: true, tracked: true },
      { name: 'Industry', type: 'picklist', values: ['Technology', 'Retail', 'Finance', 'Medical'], tracked: true },
      { name: 'Website', type: 'url' },
      { name: 'Phone', type: 'phone' },
      { name: 'NumberOfEmployees', type: 'int' },
      { name: 'AnnualRevenue', type: 'currency', tracked: true },
      { name: 'BillingCity', type: 'string' },
      { name: 'BillingCountry', type: 'string' },
      { name: 'Description', type: 'textarea' },
      { name: 'ParentId', type: 'reference', references: ['Account'] },
      owner,
      key,
    ],
  },
  {
    name: 'Contact',
    prefix: '003',
    mergeable: true,
    changeEvents: true,
    fields: [
      { name: 'FirstName', type: 'string' },
      { name: 'LastName', type: 'string', required: true, tracked: true },
      { name: 'AccountId', type: 'reference', references: ['Account'] },
      { name: 'Email', type: 'email', tracked: true },
      { name: 'Phone', type: 'phone' },
      { name: 'Title', type: 'string', tracked: true },
      owner,
      key,
    ],
  },
  {
    name: 'Lead',
    prefix: '00Q',
    mergeable: true,
    changeEvents: true,
    fields: [
      { name: 'FirstName', type: 'string' },
      { name: 'LastName', type: 'string', required: true },
      { name: 'Company', type: 'string', required: true },
      { name: 'Status', type: 'picklist', values: ['Open', 'Working', 'Closed'], tracked: true },
      { name: 'Email', type: 'email' },
      { name: 'LeadSource', type: 'picklist', values: ['Web', 'Partner', 'Other'] },
      owner,
      key,
    ],
  },
  {
    name: 'Opportunity',
    prefix: '006',
    changeEvents: true,
    fields: [
      { name: 'Name', type: 'string', required: true, tracked: true },
      { name: 'AccountId', type: 'reference', references: ['Account'], tracked: true },
      { name: 'StageName', type: 'picklist', required: true, tracked: true },
      { name: 'Amount', type: 'currency', tracked: true },
      { name: 'CloseDate', type: 'date', required: true, tracked: true },
      { name: 'Probability', type: 'percent', tracked: true },
      { name: 'IsClosed', type: 'boolean', readOnly: true },
      { name: 'IsWon', type: 'boolean', readOnly: true },
      { name: 'NextStep', type: 'string', tracked: true },
      { name: 'Type', type: 'picklist', values: ['New Customer', 'Existing Customer - Upgrade'] },
      { name: 'LeadSource', type: 'picklist', values: ['Web', 'Partner', 'Other'] },
      { name: 'Competitors__c', type: 'multipicklist', values: ['Acme', 'Globex', 'Initech'] },
      { name: 'Description', type: 'textarea' },
      owner,
      key,
    ],
  },
  {
    name: 'Task',
    prefix: '00T',
    changeEvents: true,
    fields: [
      { name: 'Subject', type: 'string' },
      { name: 'Status', type: 'picklist', required: true, values: ['Not Started', 'Completed'] },
      { name: 'ActivityDate', type: 'date' },
      { name: 'WhatId', type: 'reference', references: ['Account', 'Opportunity'] },
      { name: 'WhoId', type: 'reference', references: ['Contact', 'Lead'] },
      { name: 'Description', type: 'textarea' },
      { name: 'OwnerId', type: 'reference', references: ['User'] },
      key,
    ],
  },
];

/** Name, closed, won, default probability in per cent. */
export const STAGES: readonly [name: string, closed: boolean, won: boolean, probability: number][] = [
  ['Prospecting', false, false, 10],
  ['Qualification', false, false, 20],
  ['Proposal/Price Quote', false, false, 75],
  ['Negotiation/Review', false, false, 90],
  ['Closed Won', true, true, 100],
  ['Closed Lost', true, false, 0],
];
