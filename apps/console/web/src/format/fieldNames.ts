/** Names that the words of the field do not give. */
export const SPECIAL_FIELDS: Record<string, string | undefined> = {
  ownerId: 'Owner',
  accountId: 'Account',
  contactId: 'Primary contact',
  productId: 'Product',
  opportunityId: 'Deal',
  crmStage: 'CRM stage',
  subStage: 'Sub-stage',
  icp: 'ICP',
  agentIcpScore: 'ICP score',
  agentWinProbability: 'Win probability',
  meddicc: 'MEDDICC evidence',
  createdBy: 'Written by',
};
