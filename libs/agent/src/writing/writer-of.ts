import { join } from 'node:path';
import { loadPrompts, type LanguageModel, type Prompts } from '@salesagent/llm';
import type { Pool } from 'pg';
import { DraftMemory, type DraftSeals } from './memory';
import { ModelWriter } from './model-writer';

export interface WriterParts {
  /** Absent where the service asks none. */
  model?: LanguageModel | undefined;
  /** Null in a service that may not see personal text: what a model writes could not be kept sealed, so none is asked. */
  sealer: DraftSeals | null;
  pool: Pool;
  schema: string;
  /** Slug of the company. */
  company?: string | undefined;
}

/** The prompts that drafts are asked for with. */
export const draftPrompts = (): Prompts => loadPrompts(join(__dirname, 'prompts'));

/** What drafts are worded with in a service; null where it has only templates. */
export function writerOf({ model, sealer, pool, schema, company }: WriterParts): ModelWriter | null {
  if (!model || !sealer || !company) return null;
  return new ModelWriter({ model, prompts: draftPrompts(), memory: new DraftMemory(pool, schema, sealer), company });
}
