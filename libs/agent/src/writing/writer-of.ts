import { join } from 'node:path';
import { loadPrompts, type LanguageModel, type Prompts } from '@salesagent/llm';
import type { Pool } from 'pg';
import { DraftMemory, type DraftSeals } from './memory';
import { ModelReader } from '../reading/model-reader';
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

/** What drafts are worded and texts are read with in a service; null where it has neither. */
export function modelsOf(parts: WriterParts): { writer: ModelWriter; reader: ModelReader } | null {
  const { model, sealer, pool, schema, company } = parts;
  if (!model || !sealer || !company) return null;
  const memory = new DraftMemory(pool, schema, sealer);
  return {
    writer: new ModelWriter({ model, prompts: draftPrompts(), memory, company }),
    reader: new ModelReader({ model, memory, company }),
  };
}
