import type { CrmSource } from '../discover/discover';
import { DealStages } from '../deal-stages';
import type { MappingFile } from '../file-schema';
import type { CheckFinding, Translated } from './finding';

/** Stages nobody gave a meaning: those the CRM offers, with how many deals of the sample stand in each. */
export function checkStageOptions(
  { records, stages: file }: MappingFile,
  { objects }: CrmSource,
  translated: readonly Translated[],
): CheckFinding[] {
  if (!file) return [];
  const stages = new DealStages(file);
  const findings = new Map<string, CheckFinding>();
  const add = (object: string, stage: string, pipeline: string | null, label: string): CheckFinding => {
    const key = `${object}.${pipeline}.${stage}`;
    const named = label === stage ? `"${stage}"` : `"${stage}" (${label})`;
    const finding: CheckFinding = findings.get(key) ?? {
      ...{ kind: 'unknown-stage', where: `${object}.${file.field}`, count: 0, of: 0, examples: [] },
      message: `stage ${named}${pipeline === null ? '' : ` of pipeline "${pipeline}"`} has no meaning`,
      remedy: `say its sub-stage under stages.of."${pipeline ?? '*'}" in the mapping file`,
    };
    findings.set(key, finding);
    return finding;
  };
  for (const { object } of records.opportunity ?? []) {
    const field = objects.find((o) => o.name === object)?.fields.find((f) => f.name === file.field);
    for (const { value, label, active, pipeline } of field?.options ?? []) {
      if (active && !stages.meaning(value, pipeline ?? null)) add(object, value, pipeline ?? null, label);
    }
    const deals = translated.filter((t) => t.record.object === object && t.record.state === 'live');
    for (const { record } of deals) {
      const stage = record.values[file.field];
      const pipeline = file.pipeline === undefined ? null : (record.values[file.pipeline] ?? null);
      if (typeof stage !== 'string' || stage === '' || stages.meaning(stage, pipeline as string | null)) continue;
      const finding = add(object, stage, pipeline as string | null, stage);
      finding.count += 1;
      finding.examples = [...finding.examples, record.id].slice(0, 3);
    }
    for (const finding of findings.values()) finding.of = deals.length;
  }
  return [...findings.values()];
}
