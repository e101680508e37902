import { ModelInBatch } from '../writing/model-in-batch';
import { NO_MODEL, type PenLimits } from '../writing/part';
import type { ModelReader } from './model-reader';
import type { Answered, AskedBy, Question, TextReader } from './question';

/**
 * What the looks of one batch read texts with: a model while it answers, and once it does not nobody. A pass over all
 * subjects asks nothing new and takes what was read before.
 */
export class Reading {
  private constructor(
    private readonly reader: ModelReader | null,
    private readonly model: ModelInBatch,
  ) {}

  static model(reader: ModelReader, limits: PenLimits = {}): Reading {
    return reader.configured
      ? new Reading(reader, new ModelInBatch(null, limits))
      : new Reading(null, new ModelInBatch(NO_MODEL));
  }
  /** @param because why no model is asked @param reader knows what was read before */
  static without(because: string, reader: ModelReader | null = null): Reading {
    return new Reading(reader?.configured ? reader : null, new ModelInBatch(because));
  }

  /** Whether the service stops: a look that was given up then is to be taken again. */
  get stopped(): boolean {
    return this.model.stopped;
  }

  by(by: AskedBy): TextReader {
    return { ask: (question) => this.ask(question, by) };
  }

  /** @throws ModelError when it was given up because the service stops */
  private async ask<T>(question: Question<T>, by: AskedBy): Promise<Answered<T>> {
    const { reader } = this;
    if (reader === null) return { value: null, because: this.model.silent ?? NO_MODEL };
    const asked = await this.model.ask((within) => reader.ask(question, by, within));
    if ('answer' in asked) return asked.answer;
    return (await reader.kept(question)) ?? { value: null, because: asked.because };
  }
}
