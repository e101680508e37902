import type { ImportReport } from '@salesagent/crm';

/** Fields that follow from a column under another name. */
const FOLLOWS: Readonly<Record<string, readonly string[]>> = {
  closeDate: ['closedAt', 'expectedCloseDate'],
  crmStage: ['subStage', 'outcome'],
  engagedAt: ['createdAt'],
  firstName: ['name'],
  lastName: ['name'],
};

/** By file: the fields its columns speak about, so that an empty cell means "cleared" and a missing column nothing. */
export function providedFields(report: ImportReport): Map<string, Set<string>> {
  return new Map(
    report.files.map(({ file, columns }) => {
      const fields = columns.flatMap(({ field }) => (field === null ? [] : [field]));
      const meddicc = fields.some((f) => f.startsWith('meddicc.')) ? ['meddicc'] : [];
      return [file, new Set([...fields, ...fields.flatMap((f) => FOLLOWS[f] ?? []), ...meddicc])];
    }),
  );
}
