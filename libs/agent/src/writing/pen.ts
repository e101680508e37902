import { ModelInBatch } from './model-in-batch';
import type { ModelWriter } from './model-writer';
import { NO_MODEL, type FilledPart, type PenLimits, type Written } from './part';
import type { DraftJob } from './shown-job';

/** What the looks of one batch write with: a model while it answers, the playbook's templates once it does not. */
export class Pen {
  private constructor(
    private readonly writer: ModelWriter | null,
    private readonly model: ModelInBatch,
  ) {}

  static model(writer: ModelWriter, limits: PenLimits = {}): Pen {
    return new Pen(writer, new ModelInBatch(writer.configured ? null : NO_MODEL, limits));
  }
  /** @param because why no model is asked */
  static templates(because: string): Pen {
    return new Pen(null, new ModelInBatch(because));
  }

  /** Whether a model may be asked, as far as is known now. */
  get asks(): boolean {
    return this.model.silent === null;
  }

  /** Whether the service stops: a look that was given up then is to be taken again, not drafted from templates. */
  get stopped(): boolean {
    return this.model.stopped;
  }

  /** @throws ModelError when it was given up because the service stops */
  async write(job: DraftJob): Promise<Written[]> {
    const { writer } = this;
    if (writer === null) return fromTemplates(job.parts, this.model.silent ?? NO_MODEL);
    const written = await this.model.ask((within) => writer.write(job, within));
    return 'answer' in written ? written.answer : fromTemplates(job.parts, written.because);
  }
}

/** The templates themselves. */
export function fromTemplates(parts: readonly FilledPart[], because: string): Written[] {
  return parts.map(({ filled }) => ({ text: filled, by: { by: 'template', because } }));
}
