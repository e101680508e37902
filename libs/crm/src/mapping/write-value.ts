import type { HostedKind, HostedValue } from '../hosted/port';
import type { CompanyTime } from './company-time';
import type { CompiledField } from './compiled';
import { crmWord } from './picklist';
import { dusted, factorOf } from './read-value';

/** How a company's CRM takes values. */
export interface Writing {
  crm: HostedKind;
  time: CompanyTime;
}

/** A canon value as the CRM takes it, or in words why it has none for it. */
export function writeValue(
  value: unknown,
  { canon, source, spec, words }: CompiledField,
  { crm, time }: Writing,
): { value: HostedValue } | { refused: string } {
  if (value === null || value === undefined) return { value: null };
  if (source.values) {
    const found = crmWord(value, source);
    if (found) return { value: typed(found.word, crm) };
    if (words || spec.kind !== 'text' || source.otherwise !== undefined) {
      const known = Object.values(source.values).join(', ');
      return { refused: `the CRM has no word for "${String(value)}" (it has for ${known}); add one under \`values:\`` };
    }
  }
  switch (spec.kind) {
    case 'number':
    case 'money':
      return { value: typed(dusted(Number(value) / factorOf(source)), crm) };
    case 'date':
      return { value: (source.as ?? 'date') === 'date' ? String(value) : time.startOf(String(value)) };
    case 'instant': {
      // Salesforce's CloseDate is a day, HubSpot's closedate an instant.
      const as = source.as ?? (canon === 'closeDate' && crm === 'salesforce' ? 'date' : 'instant');
      const text = String(value);
      const at = new Date(isDay(text) ? time.startOf(text) : text);
      return { value: as === 'date' ? time.dayOf(at) : at.toISOString() };
    }
    case 'text[]':
      return { value: (value as string[]).join(';') };
    case 'json':
      return { value: JSON.stringify(value) };
    default:
      return { value: typed(value, crm) };
  }
}

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);

/** HubSpot takes text for everything. */
function typed(value: unknown, crm: HostedKind): HostedValue {
  if (crm === 'hubspot' || (typeof value !== 'number' && typeof value !== 'boolean')) return String(value);
  return value;
}
