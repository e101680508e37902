import type { Selection } from '../hosted/port';
import { STAGE_IN_NAME, type CompiledObject } from './compiled';
import type { FieldSource } from './file-schema';

/**
 * Fields of the CRM that a write may set in a record that is there, by object.
 * @param stageField the field with a deal's stage, where the file has one
 */
export function writableFields(objects: readonly CompiledObject[], stageField: string | undefined): Selection[] {
  const byObject = new Map<string, Set<string>>();
  for (const { type, object, fields } of objects) {
    const names = byObject.get(object) ?? new Set<string>();
    if (type === 'opportunity' && stageField !== undefined) names.add(stageField);
    for (const { source } of fields) {
      const name = writtenTo(source);
      if (name !== null) names.add(name);
    }
    byObject.set(object, names);
  }
  return [...byObject].map(([object, names]) => ({ object, fields: [...names].sort() }));
}

/** The field that a write of it sets; `null` where it is refused or left to the CRM (as `to-hosted.ts` does). */
function writtenTo({ field, write, value, convert, endOf }: FieldSource): string | null {
  const kept = write === false || write === 'derived' || value !== undefined || convert || endOf !== undefined;
  if (kept || field === undefined || field.includes(STAGE_IN_NAME)) return null;
  const to = typeof write === 'object' ? write.to : field;
  return to.startsWith('associations.') ? null : to;
}
