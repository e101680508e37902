import type { FieldDescription, FieldOption, HostedFieldType } from '../hosted/port';
import { OWNERS } from './objects';

/** A property as the properties API describes it, as far as it is read here. */
export interface Property {
  name: string;
  label: string;
  type: string;
  fieldType: string;
  options: readonly { value: string; label: string; hidden?: boolean }[];
  calculated?: boolean;
  hubspotDefined?: boolean;
  hasUniqueValue?: boolean;
  showCurrencySymbol?: boolean;
  referencedObjectType?: string | null;
  modificationMetadata?: { readOnlyValue?: boolean };
}

export function toField(property: Property, options: readonly FieldOption[] = optionsOf(property)): FieldDescription {
  const type = typeOf(property);
  const writable = !property.calculated && !property.modificationMetadata?.readOnlyValue;
  return {
    name: property.name,
    label: property.label,
    type,
    options,
    references: type === 'reference' ? [OWNERS] : [],
    createable: writable,
    updateable: writable,
    custom: !property.hubspotDefined,
    unique: property.hasUniqueValue ?? false,
    history: true,
  };
}

const WEBSITES = /(^|_)(website|url|linkedin_company_page|facebook_company_page)$/;

/** `type` says how a value is kept, `fieldType` how it is shown; what a value means takes both. */
function typeOf({ name, type, fieldType, referencedObjectType, showCurrencySymbol }: Property): HostedFieldType {
  if (referencedObjectType === 'OWNER') return 'reference';
  switch (type) {
    case 'string':
      if (fieldType === 'textarea' || fieldType === 'html') return 'long-text';
      if (fieldType === 'phonenumber') return 'phone';
      if (name === 'email') return 'email';
      return WEBSITES.test(name) ? 'url' : 'text';
    case 'phone_number':
      return 'phone';
    case 'number':
      return showCurrencySymbol ? 'money' : 'number';
    case 'bool':
      return 'boolean';
    case 'date':
      return 'date';
    case 'datetime':
      return 'instant';
    case 'enumeration':
      if (fieldType === 'booleancheckbox') return 'boolean';
      return fieldType === 'checkbox' ? 'choices' : 'choice';
    default:
      return 'other';
  }
}

function optionsOf({ options }: Property): FieldOption[] {
  return options.map(({ value, label, hidden }) => ({ value, label, active: !hidden }));
}
