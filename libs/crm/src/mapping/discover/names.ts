/**
 * One form for the names CRMs, their exports and their administrators give the same field: `CloseDate`, `close_date`,
 * `closedate`, `property_closedate`, `hs_closedate`, `Close_Date__c` and the label "Close Date" are all `closedate`.
 */
export function normalName(name: string): string {
  return name
    .replace(/^property_/, '')
    .replace(/^(hs|hubspot)_/, '')
    .replace(/_{1,2}c$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}

/** `companies`, `Company`, `engagement_call`, `Product2` → `company`, `company`, `call`, `product`. */
export function normalObject(name: string): string {
  const plain = normalName(name).replace(/^engagement(?=.)/, '');
  return plain
    .replace(/ies$/, 'y')
    .replace(/([^s])s$/, '$1')
    .replace(/2$/, '');
}

/** Fields that a loader or the CRM itself keeps for its own use; adapters read what they need of them. */
export function isTechnical(name: string): boolean {
  return /^_|^attributes$/.test(name) || TECHNICAL.has(normalName(name));
}

const TECHNICAL = new Set([
  ...['id', 'isdeleted', 'masterrecordid', 'systemmodstamp', 'lastmodifieddate', 'lastmodifiedbyid', 'createdbyid'],
  ...['lastvieweddate', 'lastreferenceddate', 'photourl', 'objectid', 'mergedobjectids', 'portalid', 'engagementid'],
  ...['recordtypeid', 'archived', 'lastactivityid', 'allownerids', 'allteamids', 'modifiedby', 'jigsawcontactid'],
  ...['jigsawcompanyid', 'isarchived'],
]);
