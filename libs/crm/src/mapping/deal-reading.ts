import type { HostedRecord } from '../hosted/port';
import type { FieldValues } from '../port';
import type { DealStages } from './deal-stages';
import type { TranslationProblem } from './problems';
import { isEmpty } from './read-value';

/** Where a deal stands, from its stage, its pipeline and the CRM's own words for closed and won. */
export interface DealReading {
  /** The CRM's value; absent where the record does not tell it. */
  stage: string | undefined;
  fields: FieldValues;
  problem?: TranslationProblem;
}

/**
 * A stage nobody knows leaves the sub-stage empty rather than unchanged: beside the new stage the old sub-stage would
 * be a wrong fact.
 */
export function readDealStage(record: HostedRecord, stages: DealStages): DealReading {
  const { field } = stages.file;
  const raw = record.values[field];
  if (raw === undefined || isEmpty(raw)) {
    const outcome = stages.outcome(record.values, undefined);
    const fields: FieldValues = outcome === undefined ? {} : { outcome };
    return { stage: undefined, fields: raw === undefined ? fields : { ...fields, crmStage: null, subStage: null } };
  }
  const stage = String(raw);
  const pipeline = stages.pipelineOf(record.values);
  const meaning = stages.meaning(stage, pipeline);
  const outcome = stages.outcome(record.values, meaning ?? undefined);
  const fields: FieldValues = {
    crmStage: stages.label(stage, pipeline),
    subStage: meaning?.subStage ?? null,
    ...(outcome === undefined ? {} : { outcome }),
  };
  if (meaning) return { stage, fields };
  const where = pipeline === null ? '' : ` of pipeline "${pipeline}"`;
  const problem: TranslationProblem = {
    kind: 'unknown-stage',
    ...{ object: record.object, id: record.id, field, canon: { type: 'opportunity', field: 'subStage' }, found: stage },
    message: `stage "${stage}"${where} has no meaning`,
    remedy: `say its sub-stage under \`stages: { of: { "${pipeline ?? '*'}": { "${stage}": "4.1" } } }\``,
  };
  return { stage, fields, problem };
}
