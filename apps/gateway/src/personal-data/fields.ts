import { RECORD_TYPES, type RecordType } from '@salesagent/canon/sales';
import { columnsOf, type FieldValues } from '@salesagent/crm';

/** Record types that are people; what is personal about them is sealed under the record itself. */
export const PEOPLE = ['contact', 'person'] as const satisfies readonly RecordType[];
export type PersonType = (typeof PEOPLE)[number];

export interface TextColumn {
  field: string;
  column: string;
}

function columns(type: RecordType, personal: 'self' | 'text' | undefined): TextColumn[] {
  return columnsOf(type)
    .filter((c) => c.kind === 'text' && c.spec.personal === personal)
    .map(({ field, column }) => ({ field, column }));
}

const own = new Map(RECORD_TYPES.map((type) => [type, columns(type, 'self')]));
const freeText = new Map(RECORD_TYPES.map((type) => [type, columns(type, 'text')]));
const plain = new Map(RECORD_TYPES.map((type) => [type, columns(type, undefined)]));

/** A person's own values: name, e-mail address, telephone number. */
export const ownColumns = (type: RecordType): readonly TextColumn[] => own.get(type)!;
/** What people write freely, and who may be named in it. */
export const freeTextColumns = (type: RecordType): readonly TextColumn[] => freeText.get(type)!;
/** Business texts, not sealed anywhere: names of deals and documents, titles, reasons from a list. */
export const plainColumns = (type: RecordType): readonly TextColumn[] => plain.get(type)!;

/** The contacts a record is about by its own reference. */
export function contactsOf(type: RecordType, ...rows: readonly (FieldValues | null)[]): string[] {
  if (type !== 'activity' && type !== 'case') return [];
  return [...new Set(rows.flatMap((row) => (typeof row?.['contactId'] === 'string' ? [row['contactId']] : [])))];
}
