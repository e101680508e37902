import type { Kind } from './cases/kinds';
import type { Demand } from './cases/schema';

/** What came of one case with one writer. */
export interface CaseResult {
  /** Of the case, stable from run to run: `bought-operations`, `test/3f2a91c0`. */
  id: string;
  /** For people: the question, or the id again. */
  title: string;
  /** `template`, `scripted (stand-in)`, `openai/gpt-5-mini`, `full text` */
  answeredBy: string;
  /** 0–1, more is better. */
  score: number;
  pass: boolean;
  /** What was wrong; null when nothing was. */
  because: string | null;
  latencyMs: number;
  tokens: number;
  /** US dollars; null when no priced model was asked. */
  usd: number | null;
}

/** A demand of a set, and what was measured. */
export interface Met {
  demand: Demand;
  measured: number;
  met: boolean;
}

/** What came of the cases of one kind. */
export interface KindResult {
  kind: Kind;
  /** Of the set: `retrieval@1`, and the hash of its files. */
  set: string;
  hash: string;
  /** By name; what each is stands in docs/evaluation.md. */
  measures: Record<string, number>;
  demands: Met[];
  /** Whether every demand is met. */
  pass: boolean;
  cases: CaseResult[];
}

/** One run of the evaluation. */
export interface Run {
  /** ISO 8601. */
  at: string;
  /** Version of the playbook that was asked and written from. */
  playbook: string;
  kinds: KindResult[];
}

/** Each demand beside what was measured. @param measures holds every measure that a demand names (`measuresOf`) */
export function held(demands: readonly Demand[], measures: Readonly<Record<string, number>>): Met[] {
  return demands.map((demand) => {
    const measured = measures[demand.measure] ?? NaN;
    return { demand, measured, met: 'least' in demand ? measured >= demand.least : measured <= demand.most };
  });
}
