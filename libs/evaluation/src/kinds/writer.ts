import {
  draftPrompts,
  fromTemplates,
  ModelWriter,
  Pen,
  UNKEPT,
  type DraftJob,
  type Written,
} from '@salesagent/agent/writing';
import { OpenAiModel, type LanguageModel } from '@salesagent/llm';
import { reply, startStandIn, type Heard, type Reply } from '@salesagent/llm/testing';
import { Counted, type Used } from './counted';

/** What the stand-in server does with the next case. */
export interface Script {
  /** By id of the part: paragraphs, with people as tokens. */
  texts: Record<string, string>;
  /** Paths of facts; every sentence says that it rests on its part and on all of them. */
  facts: string[];
  /** A tool that it calls before it writes, whether one was offered or not. */
  calls?: string | undefined;
}

export interface Draft extends Used {
  written: Written[];
  latencyMs: number;
  /** Requests that a server of ours got; none where another was asked. */
  heard: Heard[];
}

/** Writes the drafts of cases: templates, a script, or a model. */
export interface Writer {
  /** As it stands in the table. */
  readonly name: string;
  /** Whether a model, played or real, is asked at all. */
  readonly asksModel: boolean;
  write(job: DraftJob, script: Script): Promise<Draft>;
  close(): Promise<void>;
}

export const TEMPLATE = 'template';
export const SCRIPTED = 'scripted (stand-in)';

export const templateWriter: Writer = {
  ...{ name: TEMPLATE, asksModel: false },
  write(job) {
    const started = performance.now();
    const written = fromTemplates(job.parts, 'no model is asked here');
    return Promise.resolve({ written, latencyMs: performance.now() - started, tokens: 0, usd: null, heard: [] });
  },
  close: () => Promise.resolve(),
};

/** A model behind the real client, which words the drafts and is checked like any other. */
export function modelWriter(model: LanguageModel, company: string, name = model.name): Writer {
  const prompts = draftPrompts();
  return {
    ...{ name, asksModel: true },
    async write(job) {
      const started = performance.now();
      const counted = new Counted(model);
      // A pen of its own: one case that the model does not answer must not silence it for the others.
      const writer = new ModelWriter({ model: counted, prompts, memory: UNKEPT, company });
      const pen = Pen.model(writer);
      const written = await pen.write(job);
      return { written, latencyMs: performance.now() - started, ...counted.used, heard: [] };
    },
    close: () => Promise.resolve(),
  };
}

/** The same with a server of our own, over HTTP, that answers what the case says. */
export async function scriptedWriter(company: string): Promise<Writer> {
  let script: Script = { texts: {}, facts: [] };
  let asked = 0;
  const server = await startStandIn((): Reply => {
    asked += 1;
    if (script.calls !== undefined && asked === 1) return reply.call(script.calls, {});
    return reply.value({ parts: Object.entries(script.texts).map(([id, text]) => partOf(id, text, script.facts)) });
  });
  const model = new OpenAiModel({
    ...{ model: 'stand-in', provider: 'local', baseUrl: server.baseUrl, apiKey: 'none', maxAttempts: 1 },
  });
  const writer = modelWriter(model, company, SCRIPTED);
  return {
    ...writer,
    async write(job, next) {
      script = next;
      asked = 0;
      const before = server.requests.length;
      const draft = await writer.write(job, next);
      return { ...draft, heard: server.requests.slice(before) };
    },
    close: () => server.close(),
  };
}

function partOf(id: string, text: string, facts: string[]) {
  const from = [id, ...facts].slice(0, 12);
  const paragraphs = text.trim().split(/\n\s*\n/);
  return {
    id,
    paragraphs: paragraphs.map((paragraph) =>
      paragraph.split(/(?<=[.!?])\s+/).map((sentence) => ({ text: sentence.trim(), from })),
    ),
  };
}
