import type { MappingReport } from './check';
import { ORDER, type CheckFinding } from './finding';

const TITLES: Readonly<Record<CheckFinding['kind'], string>> = {
  'no-such-object': 'Objects the CRM does not have',
  'no-such-field': 'Fields the CRM does not have',
  'unknown-stage': 'Stages without a meaning',
  'unknown-value': 'Values without a meaning',
  'out-of-range': 'Values that cannot be right',
  unreadable: 'Values that cannot be read',
  'no-rate': 'Amounts without an exchange rate',
  'needed-not-mapped': 'Fields that actions need',
  'letter-without-field': 'Letters of MEDDICC without a field',
  'user-without-person': 'Users without a person',
  ambiguous: 'Fields that compete',
  'never-filled': 'Mapped, but never filled',
  'read-only': 'Mapped to be written, but read only',
  'filled-not-mapped': 'Filled, but not mapped',
};

/** A report for people: what became of the records, then the findings, the gravest first. */
export function mappingReportText(report: MappingReport): string {
  const { objects, needed, findings } = report;
  const lines = [
    `Canon fields that actions need: ${needed.mapped} of ${needed.fields} are mapped.`,
    ...objects.map(({ object, records, states }) => {
      const became = Object.entries(states).map(([type, n]) => `${n} as ${type}`);
      return `${object}: ${records} records${became.length > 0 ? `, ${became.join(', ')}` : ', none of them of a mapped type'}`;
    }),
  ];
  for (const kind of ORDER) {
    const own = findings.filter((f) => f.kind === kind);
    if (own.length > 0) lines.push('', `${TITLES[kind]} (${own.length})`, ...own.map(findingLine));
  }
  return lines.join('\n');
}

function findingLine({ kind, where, count, of, examples, message, remedy }: CheckFinding): string {
  const counted = of > 0 ? ` [${count} of ${of}]` : '';
  const place = kind === 'needed-not-mapped' ? '' : `${where}${counted}: `;
  const such = examples.length > 0 && kind !== 'needed-not-mapped' ? `, e.g. ${examples.join(', ')}` : '';
  return `  ${place}${message}${such} → ${remedy}`;
}
