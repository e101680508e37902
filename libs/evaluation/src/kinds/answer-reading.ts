import { ModelAnswerReader, OpenAiModel, type LanguageModel } from '@salesagent/llm';
import { reply, startStandIn } from '@salesagent/llm/testing';
import {
  recordedReader,
  type AnswerReader,
  type Excerpt,
  type Quoted,
  type RecordedReading,
} from '@salesagent/retrieval';
import { Counted, type Used } from './counted';
import { SCRIPTED } from './writer';

/** Reads the passages of one question. */
export interface QuestionReader {
  /** As it stands in the table. */
  readonly name: string;
  /** A reader for one question, and what it used. */
  reader(): { reader: AnswerReader; used: () => Used };
  close(): Promise<void>;
}

/** A model behind the real client; what it quotes is checked like any other. */
export function modelAnswers(model: LanguageModel, company: string, name = model.name): QuestionReader {
  return {
    name,
    reader() {
      // One of its own for each question: one that the model does not answer must not silence it for the others.
      const counted = new Counted(model);
      const purpose = { company, agent: 'cli', action: 'passage-reading' };
      return { reader: new ModelAnswerReader(counted, purpose), used: () => counted.used };
    },
    close: () => Promise.resolve(),
  };
}

/** The same with a server of our own, over HTTP, that answers as a model did once. */
export async function recordedAnswers(readings: readonly RecordedReading[], company: string): Promise<QuestionReader> {
  const recorded = recordedReader(readings, 'byWords');
  let quoted: Quoted | null = null;
  const server = await startStandIn(() =>
    reply.value({ answers: quoted !== null, excerpt: quoted && quoted.excerpt + 1, quotation: quoted && quoted.words }),
  );
  const model = new OpenAiModel({
    ...{ model: 'stand-in', provider: 'local', baseUrl: server.baseUrl, apiKey: 'none', maxAttempts: 1 },
  });
  const answers = modelAnswers(model, company, SCRIPTED);
  return {
    name: answers.name,
    reader() {
      const { reader, used } = answers.reader();
      const read = async (question: string, excerpts: readonly Excerpt[]) => {
        quoted = await recorded.read(question, excerpts);
        return reader.read(question, excerpts);
      };
      return { reader: { name: answers.name, read }, used };
    },
    close: () => server.close(),
  };
}
