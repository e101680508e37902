import { sha256Canonical } from '@salesagent/governance';
import { ModelError, ModelTimedOut, type LanguageModel, type RenderedPrompt } from '@salesagent/llm';
import { draftAnswer, type DraftAnswer, type DraftPart } from './answer';
import { judgePart, type Judged } from './judge';
import type { Drafts } from './memory';
import { LEAST_TIME_MS, type Within, type Written } from './part';
import { shownJob, type DraftJob, type ShownJob } from './shown-job';

/** The prompts of this folder, as `libs/llm` loads them. */
export interface PromptSource {
  render(id: string, inputs: Readonly<Record<string, unknown>>): RenderedPrompt;
}

export interface ModelWriterParts {
  model: LanguageModel;
  prompts: PromptSource;
  memory: Drafts;
  /** Slug of the company. */
  company: string;
}

const PROMPT = 'draft-message';
/** Of a draft with its repair. A person waits for none of it, but the looks of the same batch do. */
const WITHIN_MS = 45_000;
const CALL_MS = 25_000;
const TOKENS_AT_MOST = 4_000;

/** What is kept of an answer: each part as the model wrote it, and why the others were not taken. */
interface KeptDraft {
  model: string;
  parts: Record<string, DraftPart>;
  refused: Record<string, string>;
}

/**
 * Has a model word what the playbook's templates say. Whatever it writes is checked against the facts and the output
 * policy, may be tried once more with the reasons, and else the template stands, part by part.
 */
export class ModelWriter {
  constructor(private readonly with_: ModelWriterParts) {}

  get configured(): boolean {
    return this.with_.model.configured;
  }

  /** @throws ModelError when the model could not be asked; nothing is kept then */
  async write(job: DraftJob, within: Within): Promise<Written[]> {
    const { policy } = policyOf(job);
    const shown = shownJob(job);
    const prompt = this.prompt(shown, 'none');
    const key = keyOf(job, shown, prompt, this.with_.model.name);
    const about = [...new Set(Object.values(job.people))];
    const kept = await this.with_.memory.keptOr(
      key,
      { subject: `text/${job.subject}`, about },
      () => this.ask(job, shown, prompt, within),
      within,
    );
    return job.parts.map((part, i): Written => {
      const draft = kept?.parts[part.passage];
      const judged = draft ? judgePart(draft, shown.parts[i]!, shown, policy, part.as) : null;
      if (!kept || !judged?.ok) {
        const problems = kept?.refused[part.passage];
        const because = problems ? 'what the model wrote was refused' : 'what a model wrote is not kept any more';
        return { text: part.filled, by: { by: 'template', because, ...(problems && { problems }) } };
      }
      const { traces, removed } = judged;
      const by = { by: 'model' as const, model: kept.model, prompt: `${prompt.id}@${prompt.version}`, traces, removed };
      return { text: shown.people.show(judged.text), by };
    });
  }

  private prompt(shown: ShownJob, problems: unknown): RenderedPrompt {
    const parts = shown.parts.map(({ id, template, wordsAtMost, first }) => ({ id, template, wordsAtMost, first }));
    return this.with_.prompts.render(PROMPT, { parts, facts: shown.facts, passages: shown.passages, problems });
  }

  private async ask(job: DraftJob, shown: ShownJob, prompt: RenderedPrompt, within: Within): Promise<KeptDraft> {
    const { signal } = within;
    const ends = Math.min(performance.now() + WITHIN_MS, within.ends);
    const leftMs = () => Math.min(CALL_MS, ends - performance.now());
    if (leftMs() < LEAST_TIME_MS) throw new ModelTimedOut('No time was left to ask it.', 0);
    const first = await this.answer(job, prompt, leftMs(), signal);
    const kept = this.taken({ model: first.model, parts: {}, refused: {} }, first.value, job, shown);
    const problems = Object.entries(kept.refused).map(([id, problem]) => ({ id, problem }));
    if (problems.length === 0 || leftMs() < LEAST_TIME_MS) return kept;
    try {
      const again = await this.answer(job, this.prompt(shown, problems), leftMs(), signal);
      return this.taken(kept, again.value, job, shown);
    } catch (error) {
      // What was good of the first answer is; the rest has its templates.
      if (error instanceof ModelError) return kept;
      throw error;
    }
  }

  private answer(job: DraftJob, prompt: RenderedPrompt, timeoutMs: number, signal: AbortSignal) {
    const { action, agent, subject, tools } = job;
    return this.with_.model.answer<DraftAnswer>({
      purpose: { company: this.with_.company, agent, action, subject },
      prompt,
      schema: draftAnswer,
      allowedTools: tools,
      maxOutputTokens: TOKENS_AT_MOST,
      ...{ timeoutMs, signal },
    });
  }

  /** An answer's good parts beside those kept before; what is wrong with the others, for each that has no good one yet. */
  private taken(before: KeptDraft, answer: DraftAnswer, job: DraftJob, shown: ShownJob): KeptDraft {
    const kept: KeptDraft = { model: before.model, parts: { ...before.parts }, refused: {} };
    for (const [i, part] of job.parts.entries()) {
      if (kept.parts[part.passage]) continue;
      const drafts = answer.parts.filter(({ id }) => id === part.passage);
      const [draft] = drafts;
      const judged: Judged =
        draft && drafts.length === 1
          ? judgePart(draft, shown.parts[i]!, shown, policyOf(job).policy, part.as)
          : { ok: false, problems: [`was returned ${drafts.length} times`] };
      if (draft && judged.ok) kept.parts[part.passage] = draft;
      else if (!judged.ok) kept.refused[part.passage] = judged.problems.join('; ');
    }
    return kept;
  }
}

function policyOf({ settings, action }: DraftJob) {
  const policy = settings.output;
  if (!policy) throw new Error(`${action} has no output policy: declare reader: 'customer'`);
  return { policy };
}

/** Hash of everything the words depend on. */
function keyOf(job: DraftJob, shown: ShownJob, prompt: RenderedPrompt, model: string): string {
  const { action, subject, settings, tools } = job;
  const { facts, passages, parts } = shown;
  const prompted = [prompt.id, prompt.version, model, [...tools]];
  const playbook = [settings.section.version, settings.output];
  return sha256Canonical([action, subject, facts, passages, parts, prompted, playbook]);
}
