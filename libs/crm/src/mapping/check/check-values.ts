import { EXAMPLES, type CheckFinding, type Translated } from './finding';

/** Values of the sample that have no meaning in canon, by field; stages are reported with the CRM's own list. */
export function checkValues(translated: readonly Translated[]): CheckFinding[] {
  const findings = new Map<string, CheckFinding>();
  const records = new Map<string, number>();
  for (const { record } of translated) records.set(record.object, (records.get(record.object) ?? 0) + 1);
  for (const { kind, object, field, canon, found, message, remedy } of translated.flatMap((t) => t.problems)) {
    if (kind === 'unknown-stage') continue;
    const key = [kind, object, field, canon.field, message].join('\n');
    const known = findings.get(key);
    if (known) {
      known.count += 1;
      if (known.examples.length < EXAMPLES && !known.examples.includes(found)) known.examples.push(found);
      continue;
    }
    findings.set(key, {
      ...{ kind, where: `${object}.${field}`, count: 1, of: records.get(object)!, examples: [found] },
      ...{ message: `as ${canon.type}.${canon.field} it ${message}`, remedy },
    });
  }
  return [...findings.values()];
}
