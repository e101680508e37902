import { ModelError } from '@salesagent/llm';
import type { ModelWriter } from './model-writer';
import { endsAllOf, LEAST_TIME_MS, NO_MODEL, TIME_OVER, type FilledPart, type PenLimits, type Written } from './part';
import type { DraftJob } from './shown-job';

/** All looks of a batch together: those of every action wait for it. */
const BATCH_MS = 60_000;

/**
 * What the looks of one batch write with: a model while it answers, the playbook's templates once it does not. A dead
 * model costs a batch one time limit, and a slow one the time of the batch, not one for each look.
 */
export class Pen {
  private ends: number | null = null;

  private constructor(
    private readonly writer: ModelWriter | null,
    private blunt: string | null,
    private readonly limits: PenLimits = {},
  ) {}

  static model(writer: ModelWriter, limits: PenLimits = {}): Pen {
    return new Pen(writer, writer.configured ? null : NO_MODEL, limits);
  }
  /** @param because why no model is asked */
  static templates(because: string): Pen {
    return new Pen(null, because);
  }

  /** Whether a model may be asked, as far as is known now. */
  get asks(): boolean {
    return this.writer !== null && this.blunt === null;
  }

  /** Whether the service stops: a look that was given up then is to be taken again, not drafted from templates. */
  get stopped(): boolean {
    return this.limits.signal?.aborted ?? false;
  }

  /** @throws ModelError when it was given up because the service stops */
  async write(job: DraftJob): Promise<Written[]> {
    const { withinMs = BATCH_MS, signal = new AbortController().signal } = this.limits;
    this.ends ??= performance.now() + withinMs;
    const timeIsOver = () => this.ends! - performance.now() < LEAST_TIME_MS;
    if (this.asks && timeIsOver()) this.blunt = TIME_OVER;
    if (this.writer === null || this.blunt !== null) return fromTemplates(job.parts, this.blunt ?? NO_MODEL);
    try {
      return await this.writer.write(job, { ends: this.ends, signal });
    } catch (error) {
      if (!(error instanceof ModelError) || this.stopped) throw error;
      const because = timeIsOver() ? TIME_OVER : `the model gave no answer (${error.kind})`;
      if (endsAllOf(error)) this.blunt = because;
      return fromTemplates(job.parts, because);
    }
  }
}

/** The templates themselves. */
export function fromTemplates(parts: readonly FilledPart[], because: string): Written[] {
  return parts.map(({ filled }) => ({ text: filled, by: { by: 'template', because } }));
}
