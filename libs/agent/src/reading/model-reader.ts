import { sha256Canonical } from '@salesagent/governance';
import { ModelError, ModelTimedOut, type LanguageModel, type ModelErrorKind } from '@salesagent/llm';
import type { Drafts } from '../writing/memory';
import { LEAST_TIME_MS, type Within } from '../writing/part';
import type { Answered, AskedBy, Question } from './question';

export interface ModelReaderParts {
  model: LanguageModel;
  memory: Drafts;
  /** Slug of the company. */
  company: string;
}

/** What is kept of a question: the answer, or that there is none worth asking for again. */
interface KeptAnswer {
  value: unknown;
  model: string;
  because: string | null;
}

const CALL_MS = 25_000;
/** Asked again it would come to the same, and cost the same. */
const FOR_GOOD: readonly ModelErrorKind[] = ['refused', 'invalid'];
const NOT_KEPT = 'what a model read is not kept any more';

/** Asks a model about texts, each question once: the answer is kept, sealed, by the hash of what was asked. */
export class ModelReader {
  constructor(private readonly with_: ModelReaderParts) {}

  get configured(): boolean {
    return this.with_.model.configured;
  }

  /** @throws ModelError when the model could not be asked; nothing is kept then */
  async ask<T>(question: Question<T>, by: AskedBy, within: Within): Promise<Answered<T>> {
    const { memory } = this.with_;
    const make = () => this.answer(question, by, within);
    const kept = await memory.keptOr(this.keyOf(question), question.keptFor, make, within);
    return answeredOf(kept, question);
  }

  /** What was read before; null where it was not. Asks nobody. */
  async kept<T>(question: Question<T>): Promise<Answered<T> | null> {
    const kept = await this.with_.memory.kept<KeptAnswer>(this.keyOf(question));
    return kept && answeredOf(kept, question);
  }

  /** The same words in another record are another question: the answer is closed with whom it is kept for. */
  private keyOf({ prompt: { id, version }, of, keptFor }: Question<unknown>): string {
    return sha256Canonical(['read', id, version, this.with_.model.name, keptFor.subject, of]);
  }

  private async answer<T>(question: Question<T>, by: AskedBy, { ends, signal }: Within): Promise<KeptAnswer> {
    const timeoutMs = Math.min(CALL_MS, ends - performance.now());
    if (timeoutMs < LEAST_TIME_MS) throw new ModelTimedOut('No time was left to ask it.', 0);
    const { prompt, schema, maxOutputTokens } = question;
    const purpose = { company: this.with_.company, ...by };
    try {
      const asked = { purpose, prompt, schema, maxOutputTokens, timeoutMs, signal, allowedTools: [] };
      const { value, model } = await this.with_.model.answer<T>(asked);
      return { value, model, because: null };
    } catch (error) {
      if (!(error instanceof ModelError) || !FOR_GOOD.includes(error.kind)) throw error;
      return { value: null, model: this.with_.model.name, because: `the model gave no answer (${error.kind})` };
    }
  }
}

function answeredOf<T>(kept: KeptAnswer | null, { schema, prompt }: Question<T>): Answered<T> {
  if (kept === null) return { value: null, because: NOT_KEPT };
  if (kept.because !== null) return { value: null, because: kept.because };
  const read = schema.safeParse(kept.value);
  if (!read.success) return { value: null, because: NOT_KEPT };
  return { value: read.data, model: kept.model, prompt: `${prompt.id}@${prompt.version}` };
}
