import { fieldSpec, type RecordType } from '@salesagent/canon/sales';
import type { MappingFile } from '../file-schema';
import type { CheckFinding } from './finding';

type ActionNeeds = Readonly<Record<string, Readonly<Partial<Record<RecordType, readonly string[]>>>>>;

/** Canon fields that actions read and no CRM field fills, with the actions that go without. */
export function checkNeeds(
  file: MappingFile,
  needs: ActionNeeds,
): { fields: number; mapped: number; findings: CheckFinding[] } {
  const readers = new Map<string, string[]>();
  for (const [action, types] of Object.entries(needs)) {
    for (const [type, fields] of Object.entries(types)) {
      for (const field of fields) {
        // Agents fill their own fields; whether a CRM field shows them is the company's choice.
        if (fieldSpec(type as RecordType, field)?.agent) continue;
        const where = `${type}.${field}`;
        readers.set(where, [...(readers.get(where) ?? []), action]);
      }
    }
  }
  const filled = filledFields(file);
  const missing = [...readers].filter(([where]) => !filled.has(where));
  const findings = missing.map(([where, actions]): CheckFinding => {
    const message = `${actions.join(', ')} ${actions.length === 1 ? 'needs' : 'need'} ${where}`;
    const [type, field] = where.split('.');
    const remedy = `map ${field} under records.${type}, or accept that they do without`;
    return { kind: 'needed-not-mapped', where, count: 0, of: 0, examples: actions, message, remedy };
  });
  return { fields: readers.size, mapped: readers.size - missing.length, findings };
}

/** Canon fields that a mapping file fills, in whole or in part. */
function filledFields(file: MappingFile): ReadonlySet<string> {
  const filled = new Set<string>();
  for (const [type, objects] of Object.entries(file.records)) {
    for (const canon of objects.flatMap((o) => Object.keys(o.fields))) filled.add(`${type}.${canon.split('.')[0]!}`);
  }
  if (filled.has('opportunity.closeDate')) {
    for (const field of ['closedAt', 'expectedCloseDate']) filled.add(`opportunity.${field}`);
  }
  if (file.stages) for (const field of ['crmStage', 'subStage', 'outcome']) filled.add(`opportunity.${field}`);
  for (const person of Object.values(file.people))
    for (const field of Object.keys(person)) filled.add(`person.${field}`);
  if (file.targets.length > 0) {
    for (const field of ['ownerId', 'periodStart', 'periodEnd', 'amount']) filled.add(`target.${field}`);
  }
  return filled;
}
