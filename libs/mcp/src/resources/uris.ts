/** `playbook://section/4-progression/deal-risk`, `crm://deal/1C1I7A6R`, `crm://account/cancity`. */
export const SECTION_TEMPLATE = 'playbook://section/{+id}';
export const DEAL_TEMPLATE = 'crm://deal/{id}';
export const ACCOUNT_TEMPLATE = 'crm://account/{id}';

export const sectionUri = (id: string): string => SECTION_TEMPLATE.replace('{+id}', encodeURI(id));
export const dealUri = (id: string): string => DEAL_TEMPLATE.replace('{id}', encodeURIComponent(id));
export const accountUri = (id: string): string => ACCOUNT_TEMPLATE.replace('{id}', encodeURIComponent(id));
