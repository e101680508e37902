import type { ImportProblem } from '../errors';
import type { ImportRecord } from './records';
import type { Findings } from './report';
import type { StageMap } from './stages';

/** What follows from a deal's stage: sub-stage, outcome, and whether its close date has been or is hoped for. */
export function completeOpportunities(
  records: ImportRecord[],
  stages: StageMap,
  currency: string | undefined,
  findings: Findings,
): ImportProblem[] {
  const problems: ImportProblem[] = [];
  for (const { fields, file, line } of records) {
    const stage = fields['crmStage'];
    const meaning = typeof stage === 'string' ? stages.meaning(stage) : null;
    if (!meaning) {
      problems.push({
        code: 'unknown-stage',
        file,
        row: line,
        message: stage === undefined ? 'the deal has no stage' : `stage "${String(stage)}" is not known`,
        remedy: `say which sub-stage it is under \`stages: { "${String(stage ?? '…')}": "4.1" }\` in the mapping file`,
      });
      continue;
    }
    fields['subStage'] ??= meaning.subStage;
    if (meaning.outcome) fields['outcome'] = meaning.outcome;
    const close = fields['closeDate'];
    delete fields['closeDate'];
    if (typeof close === 'string') {
      if (meaning.outcome) fields['closedAt'] ??= close;
      else fields['expectedCloseDate'] ??= close.slice(0, 10);
    }
    if (meaning.outcome === 'lost' && fields['amount'] === 0) {
      delete fields['amount'];
      findings.add({
        kind: 'lost-value-zero',
        file,
        row: line,
        message: 'lost deals with a value of 0: taken as not known, since 0 is not what was lost',
        remedy: 'keep the last offered value on lost deals, so that the win rate by value can be told',
      });
    }
    if (typeof fields['engagedAt'] === 'string') fields['createdAt'] ??= fields['engagedAt'];
    if (currency) fields['currency'] ??= currency;
    checkDates(fields, file, line, findings);
  }
  return problems;
}

function checkDates(fields: ImportRecord['fields'], file: string, row: number, findings: Findings): void {
  const began = fields['engagedAt'] ?? fields['createdAt'];
  const closed = fields['closedAt'];
  if (typeof began === 'string' && typeof closed === 'string' && closed < began) {
    findings.add({
      kind: 'impossible-dates',
      file,
      row,
      message: 'deals that closed before they were engaged',
      remedy: 'correct the dates in the CRM; until then their age is not used',
    });
  }
}

/** Roles and regions that the shape of the team tells: who is somebody's manager, and of which region. */
export function completePeople(people: ImportRecord[]): void {
  const byId = new Map(people.map((p) => [p.id!, p]));
  const regions = new Map<string, Set<unknown>>();
  for (const person of people) {
    const manager = person.fields['managerId'];
    if (typeof manager !== 'string') continue;
    person.fields['role'] ??= 'rep';
    const seen = regions.get(manager) ?? new Set();
    if (person.fields['region']) seen.add(person.fields['region']);
    regions.set(manager, seen);
  }
  for (const [id, seen] of regions) {
    const manager = byId.get(id);
    if (!manager) continue;
    if (manager.fields['role'] === undefined || manager.fields['role'] === 'rep') manager.fields['role'] = 'manager';
    if (seen.size === 1) manager.fields['region'] ??= [...seen][0];
  }
}
