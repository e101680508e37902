import type { HostedFieldType, HostedKind, HostedValue } from '../../hosted/port';

const TIMED = /^(\d{4}-\d{2}-\d{2})[T ](\d{1,2}):(\d{2})(:\d{2}(?:\.\d+)?)?(?:\s*(Z|UTC|[+-]\d{2}:?\d{2}))?$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)$/;

/** The type of an exported column, from its values; names decide only what values cannot. */
export function columnType(name: string, values: readonly string[]): HostedFieldType {
  const all = (test: (value: string) => boolean) => values.every(test);
  if (/(^|_)id$/.test(name)) return 'reference';
  if (values.length > 0 && all((v) => /^(true|false)$/i.test(v))) return 'boolean';
  if (/email$/.test(name)) return 'email';
  if (/phone$/.test(name)) return 'phone';
  if (values.length === 0) return unfilledType(name);
  if (all((v) => DAY.test(v))) return 'date';
  if (all((v) => TIMED.test(v) || DAY.test(v))) return 'instant';
  if (all((v) => NUMBER.test(v))) return /amount|revenue|price|value/.test(name) ? 'money' : 'number';
  return all((v) => v.length <= 255) ? 'text' : 'long-text';
}

function unfilledType(name: string): HostedFieldType {
  if (/(date|_at|time|timestamp|modstamp)$/.test(name)) return 'instant';
  if (/amount|revenue|price/.test(name)) return 'money';
  if (/^(property_)?(is|has)_|_enabled$/.test(name)) return 'boolean';
  if (/number_of|_count$|_minutes$|_seconds$|duration|probability|year/.test(name)) return 'number';
  return 'text';
}

/** A cell as the CRM's API would give it. Loaders write instants in UTC without saying so. */
export function typedValue(cell: string, type: HostedFieldType, crm: HostedKind): HostedValue {
  if (cell === '') return null;
  if (type === 'instant') {
    const parts = TIMED.exec(cell);
    if (!parts) return cell;
    const [, day, hour, minute, seconds, zone] = parts;
    const utc = !zone || zone === 'UTC' ? 'Z' : zone;
    return `${day}T${hour!.padStart(2, '0')}:${minute}${seconds ?? ':00'}${utc}`.replace(/(\.\d{3})\d+/, '$1');
  }
  if (crm === 'hubspot') return type === 'boolean' ? cell.toLowerCase() : cell;
  if (type === 'boolean') return cell.toLowerCase() === 'true';
  return type === 'number' || type === 'money' || type === 'percent' ? Number(cell) : cell;
}
