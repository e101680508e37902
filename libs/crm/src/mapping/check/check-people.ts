import { RECORDS, type FieldSpec } from '@salesagent/canon/sales';
import type { HostedMapping } from '../hosted-mapping';
import { EXAMPLES, type CheckFinding, type Translated } from './finding';

/** Owners and managers whose user is no person of canon: nobody could be asked or suggested a task. */
export function checkPeople(mapping: HostedMapping, translated: readonly Translated[]): CheckFinding[] {
  const states = translated.flatMap((t) => t.states.map((state) => ({ ...state, object: t.record.object })));
  const people = new Set(states.filter((s) => s.type === 'person').map((s) => s.id));
  // A sample without users says nothing of them.
  if (people.size === 0 && mapping.types().includes('person')) return [];
  const findings = new Map<string, CheckFinding>();
  for (const { type, object, fields } of states) {
    for (const [field, spec] of Object.entries(RECORDS[type] as Record<string, FieldSpec>)) {
      const user = fields[field];
      if (spec.to !== 'person' || typeof user !== 'string') continue;
      const key = `${object}.${type}.${field}`;
      const finding: CheckFinding = findings.get(key) ?? {
        ...{ kind: 'user-without-person', where: `${object} as ${type}.${field}`, count: 0, of: 0, examples: [] },
        message: 'users that own records, but are no person',
        remedy: 'map the users of the CRM under records.person, those who have left as well',
      };
      findings.set(key, finding);
      finding.of += 1;
      if (people.has(user)) continue;
      finding.count += 1;
      if (finding.examples.length < EXAMPLES && !finding.examples.includes(user)) finding.examples.push(user);
    }
  }
  return [...findings.values()].filter((f) => f.count > 0);
}
