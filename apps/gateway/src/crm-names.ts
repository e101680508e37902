/** CRMs as people call them. */
export const CRM_NAMES = { postgres: 'our own', salesforce: 'Salesforce', hubspot: 'HubSpot' } as const;
