import { ACTION_NEEDS, type RecordType } from '@salesagent/canon/sales';
import type { CrmSource } from '../discover/discover';
import { HostedMapping } from '../hosted-mapping';
import type { MappingFile } from '../file-schema';
import { checkDescriptions } from './check-descriptions';
import { checkFilled } from './check-filled';
import { checkLetters } from './check-letters';
import { checkNeeds } from './check-needs';
import { checkPeople } from './check-people';
import { checkStageOptions } from './check-stage-options';
import { checkValues } from './check-values';
import { ORDER, type CheckFinding } from './finding';

/** How a company's mapping fits its CRM. */
export interface MappingReport {
  crm: MappingFile['crm'];
  /** Records of the sample by object, and what they became. */
  objects: { object: string; records: number; states: Partial<Record<RecordType, number>> }[];
  /** Canon fields that actions read, and how many of them are mapped. */
  needed: { fields: number; mapped: number };
  findings: CheckFinding[];
}

/** Compares a mapping with what the CRM says of itself and with some of its records. Pure. */
export function checkMapping(file: MappingFile, source: CrmSource, needs = ACTION_NEEDS): MappingReport {
  const mapping = new HostedMapping(file);
  const translated = source.records.map((record) => ({ record, ...mapping.translate(record) }));
  const { findings: unmet, ...needed } = checkNeeds(file, needs);
  const findings = [
    ...unmet,
    ...checkLetters(file, source),
    ...checkDescriptions(mapping, source),
    ...checkStageOptions(file, source, translated),
    ...checkValues(translated),
    ...checkPeople(mapping, translated),
    ...checkFilled(mapping, source),
  ];
  const objects = [...new Set(source.records.map((r) => r.object))].map((object) => {
    const own = translated.filter((t) => t.record.object === object);
    const states: Partial<Record<RecordType, number>> = {};
    for (const { type } of own.flatMap((t) => t.states)) states[type] = (states[type] ?? 0) + 1;
    return { object, records: own.length, states };
  });
  const inOrder = findings.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || b.count - a.count);
  return { crm: file.crm, objects, needed, findings: inOrder };
}
