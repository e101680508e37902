/** A property as the properties API shows it (Properties, https://developers.hubspot.com/docs/api/crm/properties). */
export interface PropertyDefinition {
  name: string;
  label: string;
  description: string;
  groupName: string;
  type: string;
  fieldType: string;
  options: { value: string; label: string; hidden: boolean; displayOrder: number }[];
  calculated: boolean;
  hubspotDefined: boolean;
  hasUniqueValue: boolean;
  showCurrencySymbol?: boolean;
  referencedObjectType?: string;
  externalOptions?: boolean;
  modificationMetadata: { archivable: boolean; readOnlyDefinition: boolean; readOnlyValue: boolean };
}

export function property(
  name: string,
  type: string,
  fieldType: string,
  more: Partial<PropertyDefinition> & { readOnly?: boolean } = {},
): PropertyDefinition {
  const { readOnly = false, ...rest } = more;
  return {
    name,
    label: name.replaceAll('_', ' '),
    description: '',
    groupName: 'information',
    type,
    fieldType,
    options: [],
    calculated: false,
    hubspotDefined: true,
    hasUniqueValue: false,
    modificationMetadata: { archivable: false, readOnlyDefinition: true, readOnlyValue: readOnly },
    ...rest,
  };
}

export const text = (name: string) => property(name, 'string', 'text');
export const longText = (name: string) => property(name, 'string', 'textarea');
export const number = (name: string) => property(name, 'number', 'number');
export const instant = (name: string) => property(name, 'datetime', 'date');
export const choice = (name: string, ...values: string[]) =>
  property(name, 'enumeration', 'select', { options: values.map(option) });

function option(value: string, displayOrder: number) {
  return { value, label: value, hidden: false, displayOrder };
}

const owner = () =>
  property('hubspot_owner_id', 'enumeration', 'select', { referencedObjectType: 'OWNER', externalOptions: true });
const kept = (name: string, type = 'number') =>
  property(name, type, type === 'datetime' ? 'date' : 'number', { readOnly: true });
const money = (name: string) => property(name, 'number', 'number', { showCurrencySymbol: true });

/** What every object has; contacts name the time of the last change as no other does. */
function common(modified: string): PropertyDefinition[] {
  return [
    kept('hs_object_id'),
    kept('createdate', 'datetime'),
    kept(modified, 'datetime'),
    property('hs_merged_object_ids', 'enumeration', 'checkbox', { readOnly: true }),
    kept('hs_updated_by_user_id'),
    owner(),
  ];
}

const activity = (...own: PropertyDefinition[]) => [...common('hs_lastmodifieddate'), instant('hs_timestamp'), ...own];

/** Properties that HubSpot defines, as far as they are used here. */
export function standardProperties(): Record<string, PropertyDefinition[]> {
  return {
    contacts: [
      ...common('lastmodifieddate'),
      property('email', 'string', 'text'),
      text('firstname'),
      text('lastname'),
      text('jobtitle'),
      property('phone', 'string', 'phonenumber'),
      text('company'),
      kept('associatedcompanyid'),
      kept('num_associated_deals'),
      choice('lifecyclestage', 'subscriber', 'lead', 'opportunity', 'customer', 'other'),
    ],
    companies: [
      ...common('hs_lastmodifieddate'),
      text('name'),
      text('domain'),
      property('website', 'string', 'text'),
      text('country'),
      choice('industry', 'BANKING', 'COMPUTER_SOFTWARE', 'MACHINERY'),
      money('annualrevenue'),
      number('numberofemployees'),
      kept('num_associated_contacts'),
      kept('num_associated_deals'),
    ],
    deals: [
      ...common('hs_lastmodifieddate'),
      text('dealname'),
      longText('description'),
      money('amount'),
      instant('closedate'),
      property('pipeline', 'enumeration', 'select'),
      property('dealstage', 'enumeration', 'radio'),
      property('deal_currency_code', 'string', 'text'),
      text('hs_next_step'),
      longText('closed_lost_reason'),
      choice('dealtype', 'newbusiness', 'existingbusiness'),
      property('hs_deal_stage_probability', 'number', 'calculation_equation', { calculated: true, readOnly: true }),
      kept('num_associated_contacts'),
      kept('hs_primary_associated_company'),
    ],
    tickets: [
      ...common('hs_lastmodifieddate'),
      text('subject'),
      longText('content'),
      property('hs_pipeline', 'enumeration', 'select'),
      property('hs_pipeline_stage', 'enumeration', 'select'),
    ],
    tasks: activity(
      text('hs_task_subject'),
      longText('hs_task_body'),
      choice('hs_task_status', 'NOT_STARTED', 'IN_PROGRESS', 'COMPLETED'),
    ),
    notes: activity(property('hs_note_body', 'string', 'html')),
    calls: activity(text('hs_call_title'), property('hs_call_body', 'string', 'html'), number('hs_call_duration')),
    meetings: activity(
      text('hs_meeting_title'),
      property('hs_meeting_body', 'string', 'html'),
      instant('hs_meeting_start_time'),
      instant('hs_meeting_end_time'),
    ),
    emails: activity(
      text('hs_email_subject'),
      longText('hs_email_text'),
      choice('hs_email_direction', 'EMAIL', 'INCOMING_EMAIL', 'FORWARDED_EMAIL'),
    ),
  };
}
