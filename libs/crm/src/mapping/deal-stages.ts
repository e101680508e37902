import type { DealOutcome, SubStage } from '@salesagent/canon/sales';
import type { HostedValue, HostedValues } from '../hosted/port';
import { StageMap, type StageMeaning } from '../csv/stages';
import type { MappingFile, StageEntry } from './file-schema';

export type StagesOfFile = NonNullable<MappingFile['stages']>;

interface Stage extends StageMeaning {
  value: string;
  pipeline: string;
  label: string;
  preferred: boolean;
}

/** Any pipeline. */
const ANY = '*';

/** A company's pipelines: what their stages mean, and which stage to write for a sub-stage. */
export class DealStages {
  private readonly stages: readonly Stage[];
  private readonly maps: ReadonlyMap<string, StageMap>;

  constructor(readonly file: StagesOfFile) {
    this.stages = Object.entries(file.of).flatMap(([pipeline, entries]) =>
      Object.entries(entries).map(([value, entry]) => stageOf(pipeline, value, entry)),
    );
    this.maps = new Map(
      [ANY, ...Object.keys(file.of)].map((pipeline) => {
        const told = this.stages.filter((s) => s.pipeline === ANY || s.pipeline === pipeline);
        const specificLast = told.sort((a, b) => Number(b.pipeline === ANY) - Number(a.pipeline === ANY));
        return [pipeline, new StageMap(Object.fromEntries(specificLast.map((s) => [s.value, meaningOf(s)])))];
      }),
    );
  }

  /** Fields of the CRM that say where a deal stands. */
  fields(): string[] {
    const { field, pipeline, closed, won } = this.file;
    return [field, pipeline, closed, won].filter((f) => f !== undefined);
  }

  /** What a stage means; the usual names of CRMs are known, another must be in the file. */
  meaning(stage: string, pipeline: string | null): StageMeaning | null {
    return (this.maps.get(pipeline ?? ANY) ?? this.maps.get(ANY)!).meaning(stage);
  }

  /** The stage as people see it. */
  label(stage: string, pipeline: string | null): string {
    const found = this.stages.filter((s) => s.value === stage);
    return (found.find((s) => s.pipeline === pipeline) ?? found[0])?.label ?? stage;
  }

  /** The deal's outcome: the CRM's own word for it before what its stage means. `undefined` where it tells neither. */
  outcome(values: HostedValues, meaning: StageMeaning | null | undefined): DealOutcome | null | undefined {
    const { closed, won } = this.file;
    const [isClosed, isWon] = [flag(closed ? values[closed] : undefined), flag(won ? values[won] : undefined)];
    if (isClosed === false) return null;
    if (isWon === true) return 'won';
    if (isClosed === true && isWon === false) return 'lost';
    return meaning ? (meaning.outcome ?? null) : undefined;
  }

  /** The pipeline a deal's values say it is in; `null` where the CRM has only one, or they do not tell. */
  pipelineOf(values: HostedValues): string | null {
    const { pipeline } = this.file;
    const told = pipeline === undefined ? undefined : values[pipeline];
    return told === undefined || told === null || told === '' ? null : String(told);
  }

  /**
   * The CRM's values for a stage named by its value or its label. Pipelines may each have one called so: of a deal
   * whose pipeline is known it is the one there. One that the file does not say is taken as the CRM's own word where
   * its meaning is known all the same: a deal that was there can go back there.
   */
  named(stage: string, pipeline: string | null): string[] {
    if (this.stages.some((s) => s.value === stage)) return [stage];
    const called = this.stages.filter((s) => s.label === stage);
    if (called.length === 0) return this.meaning(stage, pipeline) ? [stage] : [];
    const here = called.filter((s) => isIn(s, pipeline));
    return [...new Set((here.length > 0 ? here : called).map((s) => s.value))];
  }

  /**
   * CRM stages that mean a sub-stage (and outcome), the preferred one alone where one is. Only those of the deal's
   * pipeline, where that is known: a stage of another one would move the deal there, or be refused.
   */
  candidates(
    subStage: SubStage | null,
    outcome: DealOutcome | null,
    pipeline: string | null,
  ): { value: string; label: string }[] {
    const fit = this.stages.filter(
      (s) => isIn(s, pipeline) && (subStage === null || s.subStage === subStage) && (s.outcome ?? null) === outcome,
    );
    const preferred = fit.filter((s) => s.preferred);
    return [...new Map((preferred.length > 0 ? preferred : fit).map((s) => [s.value, s])).values()];
  }
}

function stageOf(pipeline: string, value: string, entry: StageEntry): Stage {
  const told = typeof entry === 'string' ? { subStage: entry } : entry;
  return { label: value, preferred: false, ...told, value, pipeline };
}

const isIn = (stage: Stage, pipeline: string | null): boolean =>
  pipeline === null || stage.pipeline === ANY || stage.pipeline === pipeline;

const meaningOf = ({ subStage, outcome }: Stage): StageMeaning => ({ subStage, ...(outcome ? { outcome } : {}) });

function flag(raw: HostedValue | undefined): boolean | undefined {
  const word = String(raw ?? '').toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : undefined;
}
