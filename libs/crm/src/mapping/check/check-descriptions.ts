import { RECORD_TYPES } from '@salesagent/canon/sales';
import type { CrmSource } from '../discover/discover';
import { compileObjects } from '../compiled';
import type { HostedMapping } from '../hosted-mapping';
import type { CheckFinding } from './finding';

/** Objects and fields that the mapping names: whether the CRM has them, and takes what would be written. */
export function checkDescriptions(mapping: HostedMapping, { objects }: CrmSource): CheckFinding[] {
  const findings: CheckFinding[] = [];
  const add = (kind: CheckFinding['kind'], where: string, message: string, remedy: string) =>
    findings.push({ kind, where, count: 0, of: 0, examples: [], message, remedy });
  const described = new Map(objects.map((o) => [o.name, new Map(o.fields.map((f) => [f.name, f]))]));
  for (const { object, fields } of mapping.selections()) {
    const own = described.get(object);
    if (!own) {
      add(
        'no-such-object',
        object,
        `the CRM shows no object ${object} to this sign-in`,
        'correct its name, or permit it',
      );
      continue;
    }
    for (const field of fields) {
      // HubSpot's associations are described as objects of their own, not as properties.
      if (own.has(field) || field.startsWith('associations.')) continue;
      const message = `${object} has no field ${field}, or this sign-in may not see it`;
      add(
        'no-such-field',
        `${object}.${field}`,
        message,
        'correct its name in the mapping file, or permit it in the CRM',
      );
    }
  }
  for (const { type, object, fields } of compileObjects(mapping.file)) {
    if (!RECORD_TYPES.includes(type)) continue;
    for (const { canon, source } of fields) {
      const field = source.field === undefined ? undefined : described.get(object)?.get(source.field);
      const written = source.write === undefined || source.write === true;
      if (!field || !written || field.updateable || field.createable) continue;
      const message = `${type}.${canon} would be written to ${field.name}, which the CRM does not let be written`;
      add('read-only', `${object}.${field.name}`, message, 'say `write: false` in the mapping file');
    }
  }
  return findings;
}
