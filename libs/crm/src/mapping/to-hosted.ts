import type { DealOutcome, SubStage } from '@salesagent/canon/sales';
import { checkFields } from '../edit';
import { InvalidField } from '../errors';
import type { HostedValues } from '../hosted/port';
import type { FieldValues } from '../port';
import { STAGE_IN_NAME, type CompiledField, type CompiledObject } from './compiled';
import { valuesFor } from './condition';
import type { DealStages } from './deal-stages';
import { writeValue, type Writing } from './write-value';

export interface WritingRules extends Writing {
  stages: DealStages | null;
}

/**
 * A write as one object's fields and values.
 * @param current what the record holds now, as far as it is known: a deal stays in its pipeline
 * @throws InvalidField naming the remedy
 */
export function writeAs(
  mapped: CompiledObject,
  set: FieldValues,
  creating: boolean,
  rules: WritingRules,
  current: HostedValues = {},
): HostedValues {
  const { type, when } = mapped;
  checkFields(type, set);
  const values: HostedValues = {};
  const left = { ...set };
  if (type === 'opportunity' && rules.stages) {
    // A new deal is in the pipeline that makes it one.
    const pipeline = rules.stages.pipelineOf(creating ? valuesFor(when) : current);
    takeStage(left, rules.stages, values, creating, pipeline);
  }
  if (type === 'opportunity') takeCloseDate(left, mapped);
  for (const [canon, value] of Object.entries(spread(left))) {
    if (value !== undefined) writeField(mapped, canon, value, set, values, rules, creating);
  }
  if (!creating) return values;
  const needed = Object.entries(valuesFor(when)).map(([field, v]) => [field, rules.crm === 'hubspot' ? String(v) : v]);
  return { ...Object.fromEntries(needed), ...values };
}

/** MEDDICC goes letter by letter. */
function spread(set: FieldValues): FieldValues {
  const { meddicc, ...rest } = set;
  if (typeof meddicc !== 'object' || meddicc === null) return set;
  return { ...rest, ...Object.fromEntries(Object.entries(meddicc).map(([letter, v]) => [`meddicc.${letter}`, v])) };
}

function writeField(
  { type, object, fields }: CompiledObject,
  canon: string,
  value: unknown,
  set: FieldValues,
  values: HostedValues,
  rules: WritingRules,
  creating: boolean,
): void {
  const field = fields.find((f) => f.canon === canon);
  const refuse = (detail: string): never => {
    throw new InvalidField(type, canon, detail);
  };
  if (stampedByTheCrm(canon, field, set)) return;
  if (!field) {
    if (type === 'opportunity' && canon === 'meddicc') return clearLetters(fields, values);
    return refuse(`is mapped to no field of ${object}; add it under records.${type} in the mapping file`);
  }
  const { source } = field;
  if (source.write === 'derived') return;
  if (source.write === false) return refuse(`is read only (\`write: false\`): change it in the CRM itself`);
  if (source.convert) return refuse('is converted from another currency; a converted amount is not written back');
  // A new record that leaves a field empty says nothing of it.
  if (source.value !== undefined) {
    const agrees = source.value === value || (creating && value === null);
    return agrees ? undefined : refuse(`is always "${source.value}" on ${object}`);
  }
  if (!source.field) return refuse(`is put together from ${source.join!.join(' and ')}; change those in the CRM`);
  if (source.endOf) return refuse(`follows from ${source.field}; write the beginning of the period`);
  const { to, unless } = typeof source.write === 'object' ? source.write : { to: source.field, unless: undefined };
  if (unless !== undefined && set[unless] != null) return;
  // A write would take away the others that people have associated.
  if (to.startsWith('associations.') && !creating) return refuse('is an association; change it in the CRM itself');
  const written = writeValue(value, field, rules);
  if ('refused' in written) return refuse(written.refused);
  values[to] = to.startsWith('associations.') && written.value !== null ? [String(written.value)] : written.value;
}

function clearLetters(fields: readonly CompiledField[], values: HostedValues): void {
  for (const { canon, source } of fields) if (canon.startsWith('meddicc.')) values[source.field!] = null;
}

/** When a stage was entered the CRM writes down by itself as the stage is set. */
function stampedByTheCrm(canon: string, field: CompiledField | undefined, set: FieldValues): boolean {
  const moves = ['crmStage', 'subStage', 'outcome'].some((f) => f in set);
  return moves && (canon === 'stageEnteredAt' || (field?.source.field ?? '').includes(STAGE_IN_NAME));
}

/** Stage, sub-stage and outcome are one field of the CRM. */
function takeStage(
  set: FieldValues,
  stages: DealStages,
  values: HostedValues,
  creating: boolean,
  pipeline: string | null,
): void {
  const { crmStage, subStage, outcome } = set;
  for (const field of ['crmStage', 'subStage', 'outcome']) delete set[field];
  const given = [crmStage, subStage, outcome].filter((v) => v !== undefined);
  if (given.length === 0 || (creating && given.every((v) => v === null))) return;
  const wrong = (field: string, detail: string) => new InvalidField('opportunity', field, detail);
  if (typeof crmStage === 'string') {
    const [value, other] = stages.named(crmStage, pipeline);
    if (other !== undefined)
      throw wrong(
        'crmStage',
        `several pipelines have a stage "${crmStage}"; write its value (${value}, ${other}) instead`,
      );
    if (value === undefined)
      throw wrong('crmStage', `the mapping file knows no stage "${crmStage}"; add it under \`stages:\``);
    values[stages.file.field] = value;
    return;
  }
  if (subStage == null && outcome == null)
    throw wrong('subStage', 'a deal always has a stage; name the one it goes to');
  const found = stages.candidates(
    (subStage ?? null) as SubStage | null,
    (outcome ?? impliedOutcome(subStage)) as DealOutcome | null,
    pipeline,
  );
  const asked = [subStage, outcome].filter((v) => v != null).join(', ');
  if (found.length === 0) {
    const where = pipeline === null ? 'the CRM' : `pipeline "${pipeline}"`;
    throw wrong(
      'subStage',
      `no stage of ${where} means ${asked}; say which does under \`stages:\` in the mapping file`,
    );
  }
  if (found.length > 1) {
    const names = found.map((s) => s.label).join(', ');
    throw wrong('subStage', `several stages mean ${asked} (${names}); write crmStage, or mark one \`preferred: true\``);
  }
  values[stages.file.field] = found[0]!.value;
}

/** Only an onboarding deal is closed without its outcome being said. */
const impliedOutcome = (subStage: unknown): DealOutcome | null => (subStage === '5.4' ? 'won' : null);

/** One date in the CRM for two in canon: when it closed, where that is said, else when that is expected. */
function takeCloseDate(set: FieldValues, { fields }: CompiledObject): void {
  if (!fields.some((f) => f.canon === 'closeDate')) return;
  const date = set['closedAt'] ?? set['expectedCloseDate'];
  const told = 'closedAt' in set || 'expectedCloseDate' in set;
  const cleared = set['expectedCloseDate'] === null && set['closedAt'] == null;
  delete set['closedAt'];
  delete set['expectedCloseDate'];
  // A reopened deal keeps the date it has: `closedAt: null` alone says nothing of when it is expected.
  if (told && (date != null || cleared)) set['closeDate'] = date ?? null;
}
