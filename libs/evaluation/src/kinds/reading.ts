import { ModelReader, Reading } from '@salesagent/agent';
import { UNKEPT } from '@salesagent/agent/writing';
import type { MeddiccLetter } from '@salesagent/canon/sales';
import { readByCues, readNote, type ExtractionRules, type Note, type ReadNote } from '@salesagent/extraction';
import { OpenAiModel, type LanguageModel } from '@salesagent/llm';
import { reply, startStandIn } from '@salesagent/llm/testing';
import type { ExtractionCases } from '../cases/schema';
import { Counted, type Used } from './counted';
import { SCRIPTED } from './writer';

/** What notes are read by, beside their text. */
export interface Around {
  rules: ExtractionRules;
  guide: Partial<Record<MeddiccLetter, string>>;
  /** Names that a model sees tokens instead of. */
  people: readonly string[];
}

export interface TimedReading extends Used {
  read: ReadNote;
  latencyMs: number;
}

/** Reads the notes of cases: by the playbook's phrases, by a script, or by a model. */
export interface CaseReader {
  /** As it stands in the table. */
  readonly name: string;
  /** In the names of measures. */
  readonly as: 'phrases' | 'model';
  read(note: Note, around: Around, script: ExtractionCases['cases'][number]['script']): Promise<TimedReading>;
  close(): Promise<void>;
}

export const PHRASES = 'phrases';

export const phraseReader: CaseReader = {
  ...{ name: PHRASES, as: 'phrases' },
  read(note, { rules }) {
    const started = performance.now();
    const read = readByCues(note, rules, 'no model is asked here');
    return Promise.resolve({ read, latencyMs: performance.now() - started, tokens: 0, usd: null });
  },
  close: () => Promise.resolve(),
};

/** A model behind the real client; what it finds is checked like any other. */
export function modelReader(model: LanguageModel, company: string, name = model.name): CaseReader {
  return {
    ...{ name, as: 'model' },
    async read(note, around) {
      const started = performance.now();
      const counted = new Counted(model);
      // A reading of its own: one note that the model does not answer must not silence it for the others.
      const reading = Reading.model(new ModelReader({ model: counted, memory: UNKEPT, company }));
      const by = { action: 'meddicc-extraction', agent: 'qualification', subject: 'opportunity/evaluated' };
      const read = await readNote(note, { ...around, things: [], about: [], reader: reading.by(by) });
      return { read, latencyMs: performance.now() - started, ...counted.used };
    },
    close: () => Promise.resolve(),
  };
}

/** The same with a server of our own, over HTTP, that answers what the case says, people as it was shown them. */
export async function scriptedReader(company: string): Promise<CaseReader> {
  let fields: unknown[] = [];
  const server = await startStandIn(() => reply.value({ fields }));
  const model = new OpenAiModel({
    ...{ model: 'stand-in', provider: 'local', baseUrl: server.baseUrl, apiKey: 'none', maxAttempts: 1 },
  });
  const reader = modelReader(model, company, SCRIPTED);
  return {
    ...reader,
    read(note, around, script) {
      fields = script;
      return reader.read(note, around, script);
    },
    close: () => server.close(),
  };
}
