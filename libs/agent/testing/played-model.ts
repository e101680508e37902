import { join } from 'node:path';
import { loadPrompts, OpenAiModel } from '@salesagent/llm';
import { reply, startStandIn, type Heard, type Reply, type StandIn } from '@salesagent/llm/testing';
import { Pool } from 'pg';
import { DraftMemory, ModelWriter, Pen } from '../src/writing';

/** What the model does with every message of the next looks. */
export interface Played {
  /** A sentence that it puts between greeting and question. */
  words: string;
  /** A tool that it calls before it writes, whether it was offered one or not. */
  tool?: string;
}

/** Keeps nothing, so that every look asks anew and no database is needed. */
class NoMemory extends DraftMemory {
  constructor() {
    const none = () => Promise.reject(new Error('nothing is kept here'));
    super(new Pool(), 'none', { sealMany: none, openDeep: none });
  }
  override keptOr<T>(_key: string, _for: object, make: () => Promise<T>): Promise<T> {
    return make();
  }
}

/** A model behind the real client, over HTTP, that words messages as it is told; what it was asked is kept. */
export class PlayedModel {
  readonly pen: Pen;
  private played: Played = { words: '' };
  private asked = 0;

  private constructor(private readonly server: StandIn) {
    const model = new OpenAiModel({
      ...{ model: 'stand-in', provider: 'local', baseUrl: server.baseUrl, apiKey: 'none', maxAttempts: 1 },
    });
    const prompts = loadPrompts(join(__dirname, '../src/writing/prompts'));
    this.pen = Pen.model(new ModelWriter({ model, prompts, memory: new NoMemory(), company: 'acme' }), {
      withinMs: Infinity,
    });
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
    return [
      own('Subject: One question'),
      [{ text: 'Hello {{person_1}},', from: [] }],
      own(this.played.words),
      own('Is that worth a quarter of an hour in the next two weeks?'),
      [{ text: '{{person_2}}', from: [] }],
    ];
  }
}
