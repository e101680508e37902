import { ModelError, type ModelErrorKind } from '@salesagent/llm';
import type { ModelWriter } from './model-writer';
import type { FilledPart, Written } from './part';
import type { DraftJob } from './shown-job';

/** Errors after which the next look of the batch would fare no better. */
const FOR_ALL: readonly ModelErrorKind[] = [
  'not-configured',
  'rejected',
  'unavailable',
  'timed-out',
  'budget-spent',
  'nobody-answered',
];
const NO_MODEL = 'no model is configured';

/**
 * What the looks of one batch write with: a model while it answers, the playbook's templates once it does not. Slow and
 * dead models cost a batch one time limit, not one for each look.
 */
export class Pen {
  private constructor(
    private readonly writer: ModelWriter | null,
    private blunt: string | null,
  ) {}

  static model(writer: ModelWriter): Pen {
    return new Pen(writer, writer.configured ? null : NO_MODEL);
  }
  /** @param because why no model is asked */
  static templates(because: string): Pen {
    return new Pen(null, because);
  }

  /** Whether a model may be asked, as far as is known now. */
  get asks(): boolean {
    return this.writer !== null && this.blunt === null;
  }

  async write(job: DraftJob): Promise<Written[]> {
    if (this.writer === null || this.blunt !== null) return fromTemplates(job.parts, this.blunt ?? NO_MODEL);
    try {
      return await this.writer.write(job);
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      const because = `the model gave no answer (${error.kind})`;
      if (FOR_ALL.includes(error.kind)) this.blunt = because;
      return fromTemplates(job.parts, because);
    }
  }
}

/** The templates themselves. */
export function fromTemplates(parts: readonly FilledPart[], because: string): Written[] {
  return parts.map(({ filled }) => ({ text: filled, by: { by: 'template', because } }));
}
