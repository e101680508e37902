import { OpenAiModel } from '@salesagent/llm';
import { reply, startStandIn, type Heard, type Reply, type StandIn } from '@salesagent/llm/testing';
import { draftPrompts, ModelWriter, Pen, UNKEPT } from '../src/writing';

/** What the model does with every message of the next looks. */
export interface Played {
  /** A sentence that it puts between greeting and question. */
  words: string;
  /** Instead of a subject in words of the template. */
  subject?: string;
  /** A tool that it calls before it writes, whether it was offered one or not. */
  tool?: string;
}

/** Subject and question of each touch in words of its template, which they would be taken out for lack of otherwise. */
const IN_WORDS_OF: Readonly<Record<string, [subject: string, question: string]>> = {
  'touch-1': ['a quarter of an hour', 'Is that worth a quarter of an hour in the next two weeks?'],
  'touch-2': ['One question', 'What matters this quarter?'],
  'touch-3': ['One page', 'Shall I?'],
  'touch-4': ['Closing the file', 'Would you rather I spoke to somebody else?'],
};

/** A model behind the real client, over HTTP, that words messages as it is told; what it was asked is kept. */
export class PlayedModel {
  readonly pen: Pen;
  private played: Played = { words: '' };
  private asked = 0;

  private constructor(private readonly server: StandIn) {
    const model = new OpenAiModel({
      ...{ model: 'stand-in', provider: 'local', baseUrl: server.baseUrl, apiKey: 'none', maxAttempts: 1 },
    });
    const writer = new ModelWriter({ model, prompts: draftPrompts(), memory: UNKEPT, company: 'acme' });
    this.pen = Pen.model(writer, { withinMs: Infinity });
  }

  static async start(): Promise<PlayedModel> {
    const it: { model?: PlayedModel } = {};
    const server = await startStandIn((heard) => it.model!.answer(heard));
    return (it.model = new PlayedModel(server));
  }

  play(played: Played): void {
    this.played = played;
    this.asked = 0;
  }

  /** Every request so far, in order. */
  get requests(): readonly Heard[] {
    return this.server.requests;
  }

  close(): Promise<void> {
    return this.server.close();
  }

  private answer({ body }: Heard): Reply {
    this.asked += 1;
    const { tool } = this.played;
    if (tool !== undefined && this.asked === 1) return reply.call(tool, { stage: 'Closed Won', amount: 1 });
    const ids = [...new Set(JSON.stringify(body).match(/3-pipeline\/sequence-drafting#touch-\d/g) ?? [])];
    return reply.value({ parts: ids.map((id) => ({ id, paragraphs: this.paragraphs(id) })) });
  }

  private paragraphs(id: string) {
    const own = (text: string) => [{ text, from: [id] }];
    const [subject, question] = IN_WORDS_OF[id.slice(id.lastIndexOf('#') + 1)] ?? ['', ''];
    return [
      own(`Subject: ${this.played.subject ?? subject}`),
      [{ text: 'Hello {{person_1}},', from: [] }],
      ...(this.played.words === '' ? [] : [own(this.played.words)]),
      own(question),
      [{ text: '{{person_2}}', from: [] }],
    ];
  }
}
