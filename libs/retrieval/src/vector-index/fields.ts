import { v5 as uuidv5 } from 'uuid';
import type { PassageFilter } from '../passage';
import type { PassageKey } from '../store';
import { pointHash } from './point';
import type { VectorPoint } from './port';

/**
 * What a store outside keeps beside the numbers of a point. Every field is always there, so that every filter is a plain
 * comparison that an index of the store serves: what holds for all has a value of its own that is asked for as well.
 */
export interface PointFields {
  source: string;
  id: string;
  hash: string;
  language: string;
  company: string;
  stage: number;
  personas: string[];
  /** Days as numbers: 20260131. */
  from: number;
  to: number;
}

/** Stands for everybody. Names that begin with a star themselves get a second one, so that none is taken for it. */
const OF_ALL = '*';
const named = (name: string): string => (name.startsWith(OF_ALL) ? OF_ALL + name : name);
const ANY_STAGE = 0;
const FIRST_DAY = 0;
const NO_DAY = 99_999_999;

export function fieldsOf(point: VectorPoint): PointFields {
  const { source, id, language, scope } = point;
  return {
    ...{ source, id, hash: pointHash(point), language },
    company: scope.company === null ? OF_ALL : named(scope.company),
    stage: scope.stage ?? ANY_STAGE,
    personas: scope.personas.length === 0 ? [OF_ALL] : scope.personas.map(named),
    from: scope.effectiveFrom === null ? FIRST_DAY : dayNumber(scope.effectiveFrom),
    to: scope.effectiveTo === null ? NO_DAY : dayNumber(scope.effectiveTo),
  };
}

/** What the fields of a point must be under a filter: one of the values, or a day within from and to. */
export interface FieldConditions {
  oneOf: Partial<Record<'company' | 'language' | 'personas', string[]>> & { stage?: number[] };
  day?: number;
}

export function conditionsOf(language: string, filter: PassageFilter): FieldConditions {
  const { company, stage, persona, effectiveOn } = filter;
  return {
    oneOf: {
      language: [language],
      company: company === undefined ? [OF_ALL] : [OF_ALL, named(company)],
      ...(stage === undefined ? {} : { stage: [ANY_STAGE, stage] }),
      ...(persona === undefined ? {} : { personas: [OF_ALL, named(persona)] }),
    },
    ...(effectiveOn === undefined ? {} : { day: dayNumber(effectiveOn) }),
  };
}

/** Key of a point in a store that knows points by UUIDs: the same for the same passage, another for another deployment. */
export const pointId = (owner: string, model: string, { source, id }: PassageKey): string =>
  uuidv5(JSON.stringify([owner, model, source, id]), NAMESPACE);

const NAMESPACE = 'd3c1c1f4-6d0b-4f0e-9a57-0d8f5a2f6a10';

/** A model's name as part of the name of a collection or namespace: readable, and told apart by a hash. */
export function modelSlug(model: string): string {
  const readable = model
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);
  return `${readable}-${uuidv5(model, NAMESPACE).slice(0, 8)}`;
}

/** `2026-01-31` → 20260131. */
const dayNumber = (day: string): number => Number(day.replaceAll('-', ''));
