import type { z } from 'zod';
import type { Source } from './envelope';
import type { Upcaster } from './upcasting';

/** A version that is no longer written but stays in topics for ever, with the step that leads on from it. */
export interface OlderVersion {
  version: number;
  schema: z.ZodType;
  /** Data of this version → data of the next. Pure; sealed values are moved, never opened. */
  upcast: Upcaster;
  /** What the next version changed, and why, in a sentence. */
  changed: string;
}

/** An event that is going away: still written, no longer to be built upon. */
export interface Deprecation {
  /** Release of the contracts that said so first. */
  since: string;
  /** Day after which it may go (`YYYY-MM-DD`). */
  removeAfter: string;
  /** Event type that says it instead; null where nothing does. */
  replacedBy: string | null;
}

export interface EventDefinition<S extends z.ZodType = z.ZodType> {
  type: string;
  /** The version that is written now. */
  version: number;
  /** Topic without the company prefix: `crm.opportunity`. */
  topic: string;
  /** How the key is made: `opportunity/{recordId}`. Order holds per key. */
  key: string;
  /** Services that write it; each has sequences of its own. */
  writtenBy: readonly Source[];
  /** When it happens, in a sentence. */
  description: string;
  schema: S;
  /** Versions before, oldest first, without gaps up to `version`. */
  older?: readonly OlderVersion[];
  deprecated?: Deprecation;
}

export function defineEvent<S extends z.ZodType>(definition: EventDefinition<S>): EventDefinition<S> {
  return definition;
}
