import { RECORDS, type RecordType } from '@salesagent/canon/sales';
import { targetSpec, wordsOf } from './canon-words';
import type { FieldSource, MappingFile } from './file-schema';
import { fiscalQuarterNamed } from './targets';

export interface FileProblem {
  path: PropertyKey[];
  message: string;
  remedy: string;
}

/** What a mapping file says that cannot be, beyond its shape. */
export function checkMappingFile(file: MappingFile): FileProblem[] {
  return [...checkCompany(file), ...checkRecords(file), ...checkStages(file), ...checkTargets(file)];
}

function checkCompany({ company }: MappingFile): FileProblem[] {
  try {
    new Intl.DateTimeFormat('en', { timeZone: company.timeZone });
    return [];
  } catch {
    const message = `there is no time zone "${company.timeZone}"`;
    return [{ path: ['company', 'timeZone'], message, remedy: 'write its IANA name, e.g. Europe/Berlin' }];
  }
}

const OF_THE_STAGE = ['crmStage', 'subStage', 'outcome'];

function checkRecords(file: MappingFile): FileProblem[] {
  const problems: FileProblem[] = [];
  for (const [type, objects] of Object.entries(file.records) as [RecordType, MappingFile['records'][RecordType]][]) {
    objects!.forEach(({ fields }, index) => {
      for (const [canon, told] of Object.entries(fields)) {
        const path = ['records', type, index, 'fields', canon];
        const complain = (message: string, remedy: string) => problems.push({ path, message, remedy });
        if (!targetSpec(type, canon)) {
          complain(`${type} has no field "${canon}"`, `one of: ${Object.keys(RECORDS[type]).join(', ')}`);
        } else if (type === 'opportunity' && OF_THE_STAGE.includes(canon)) {
          complain(`${canon} follows from the deal's stage`, 'name the CRM field under `stages: { field: … }` instead');
        } else if (typeof told === 'object') {
          for (const { message, remedy } of checkSource(type, canon, told, file)) complain(message, remedy);
        }
      }
      const both = ['closedAt', 'expectedCloseDate'].find((f) => 'closeDate' in fields && f in fields);
      if (both) {
        const message = `both closeDate and ${both} are mapped`;
        const remedy = 'keep closeDate where the CRM has one date for both, else the other two';
        problems.push({ path: ['records', type, index, 'fields', both], message, remedy });
      }
    });
  }
  return problems;
}

function checkSource(type: RecordType, canon: string, source: FieldSource, file: MappingFile) {
  const problems: { message: string; remedy: string }[] = [];
  const given = [source.field, source.join, source.value].filter((one) => one !== undefined).length;
  if (given !== 1) {
    problems.push({ message: 'says not exactly one of field, join and value', remedy: 'keep one of the three' });
  }
  const words = wordsOf(type, canon);
  const meant = [...Object.values(source.values ?? {}), source.otherwise, source.value];
  const strange = words && meant.find((m) => m !== undefined && m !== null && !words.includes(String(m)));
  if (strange !== undefined && strange !== null) {
    problems.push({ message: `"${strange}" is no ${canon} of canon`, remedy: `one of: ${words!.join(', ')}` });
  }
  if (source.convert && source.currency === undefined) {
    problems.push({ message: 'is to be converted from no currency', remedy: 'name the field under `currency:`' });
  }
  const money = ['money'].includes(targetSpec(type, canon)?.kind ?? '');
  if ((source.convert || source.currency !== undefined) && !money) {
    problems.push({ message: 'is no amount', remedy: 'take `currency:` and `convert:` out' });
  }
  if (source.convert && Object.keys(file.rates).length === 0) {
    problems.push({ message: 'is to be converted, but there are no rates', remedy: 'give them under `rates:`' });
  }
  return problems;
}

function checkStages({ records, stages }: MappingFile): FileProblem[] {
  if (records.opportunity && !stages) {
    const message = 'opportunities are mapped, but not their stages';
    return [{ path: ['records', 'opportunity'], message, remedy: 'say `stages: { field: StageName }` (or dealstage)' }];
  }
  return Object.entries(stages?.of ?? {}).flatMap(([pipeline, entries]) =>
    Object.entries(entries).flatMap(([stage, entry]) => {
      const { subStage, outcome } = typeof entry === 'string' ? { subStage: entry, outcome: undefined } : entry;
      if (subStage !== '5.3' || outcome) return [];
      const message = `stage "${stage}" is 5.3, won or lost, but not which`;
      const path = ['stages', 'of', pipeline, stage];
      return [{ path, message, remedy: 'write { subStage: "5.3", outcome: won } or outcome: lost' }];
    }),
  );
}

function checkTargets({ targets, company }: MappingFile): FileProblem[] {
  return targets.flatMap(({ quarter, from, to }, index) => {
    const path = ['targets', index];
    const dated = from !== undefined && to !== undefined && from <= to;
    if ((quarter === undefined) !== (from !== undefined || to !== undefined) || (quarter === undefined && !dated)) {
      return [{ path, message: 'the target has no period', remedy: 'say quarter, or from and to, one way only' }];
    }
    if (quarter === undefined || fiscalQuarterNamed(quarter, company.fiscalYearStartMonth)) return [];
    const form = company.fiscalYearStartMonth === 1 ? '2026 Q1' : 'FY2027 Q1 (the year it ends in)';
    return [{ path: [...path, 'quarter'], message: `"${quarter}" is no quarter`, remedy: `write it as ${form}` }];
  });
}
