import type { SubStage } from '@salesagent/canon/sales';
import { StageMap, type StageMeaning } from '../../csv/stages';
import type { FieldDescription, FieldOption, HostedRecord } from '../../hosted/port';
import { isEmpty } from '../read-value';
import { samplesOf } from './match-fields';
import { normalName } from './names';
import { STAGE_FIELDS } from './standard-fields';

export interface DiscoveredStage {
  pipeline: string;
  value: string;
  label: string;
  /** `null`: a person must say. */
  meaning: StageMeaning | null;
  why: string;
  /** Where its probability would put it, for the person who says. */
  perhaps: SubStage | null;
}

export interface DiscoveredStages {
  field: string;
  pipeline: string | null;
  closed: string | null;
  won: string | null;
  of: DiscoveredStage[];
}

const KNOWN = new StageMap();

/** Where the CRM keeps a deal's stage, and what each stage means as far as its name or the CRM says. */
export function discoverStages(
  fields: readonly FieldDescription[],
  records: readonly HostedRecord[],
): DiscoveredStages | null {
  const named = (names: readonly string[]) =>
    names.map((n) => fields.find((f) => normalName(f.name) === n)).find((f) => f !== undefined);
  const stage = named(STAGE_FIELDS.field);
  if (!stage) return null;
  const pipeline = named(STAGE_FIELDS.pipeline)?.name ?? null;
  const seen = new Set(
    samplesOf(records, stage.name)
      .filter((v) => !isEmpty(v))
      .map(String),
  );
  const options = stage.options.filter((o) => o.active || seen.has(o.value));
  const offered = new Set(options.map((o) => o.value));
  const undescribed = [...seen]
    .filter((v) => !offered.has(v))
    .map((v): FieldOption => ({ value: v, label: v, active: true }));
  return {
    ...{ field: stage.name, pipeline },
    closed: named(STAGE_FIELDS.closed)?.name ?? null,
    won: named(STAGE_FIELDS.won)?.name ?? null,
    of: [...options, ...undescribed].map((option) => stageOf(option, offered.has(option.value))),
  };
}

function stageOf(option: FieldOption, described: boolean): DiscoveredStage {
  const { value, label, pipeline, closed, won, probability } = option;
  const stage = { pipeline: pipeline ?? '*', value, label, perhaps: null };
  if (closed && won) {
    return { ...stage, meaning: { subStage: '5.3', outcome: 'won' }, why: 'the CRM says closed and won' };
  }
  if (closed) return { ...stage, meaning: { subStage: '5.3', outcome: 'lost' }, why: 'the CRM says closed, not won' };
  const meaning = KNOWN.meaning(value) ?? KNOWN.meaning(label);
  if (meaning) return { ...stage, meaning, why: 'its usual name' };
  const why = described ? 'nobody but the company can say' : 'only seen on a record, the CRM does not list it';
  return { ...stage, meaning: null, why, perhaps: probability === undefined ? null : byProbability(probability) };
}

/** A hint for the reader of the draft, never used as it is. */
function byProbability(probability: number): SubStage {
  const steps: [number, SubStage][] = [
    [0.15, '3.2'],
    [0.25, '4.1'],
    [0.45, '4.2'],
    [0.6, '4.3'],
    [0.8, '5.1'],
  ];
  return steps.find(([below]) => probability < below)?.[1] ?? '5.2';
}
