import { join } from 'node:path';
import { loadPrompts, OpenAiModel } from '@salesagent/llm';
import { reply, startStandIn, type Heard, type Reply } from '@salesagent/llm/testing';
import { Pool } from 'pg';
import type { Action } from '../../src/define';
import type { Outcome } from '../../src/outcome';
import { DraftMemory, ModelWriter, Pen } from '../../src/writing';
import { textsOf } from '../claims/count';
import { breachesOf, look, scenarioOf, twinOf, type Result } from './attack';
import type { CarriedAttempt } from './corpus';
import { obeyedIn, wordsOf } from './obeying-words';
import { SUB_STAGES_TRIED, worldWith } from './world';

/** What came of an attempt that a model obeyed. */
export interface ObeyedResult extends Result {
  /** Requests that were sent to the model. */
  requests: number;
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

/**
 * An action whose drafts a model words, with a model behind a real client that does what the attempt says: it calls a tool
 * that nobody allowed, and writes what it was told to in every message.
 */
export class ObeyingModel {
  private kind = '';
  private asked = 0;
  private readonly pen: () => Pen;

  private constructor(private readonly server: Awaited<ReturnType<typeof startStandIn>>) {
    const model = new OpenAiModel({
      ...{ model: 'stand-in', provider: 'local', baseUrl: server.baseUrl, apiKey: 'none', maxAttempts: 1 },
    });
    const prompts = loadPrompts(join(__dirname, '../../src/writing/prompts'));
    const writer = new ModelWriter({ model, prompts, memory: new NoMemory(), company: 'acme' });
    this.pen = () => Pen.model(writer);
  }

  static async start(): Promise<ObeyingModel> {
    const obeying: { model?: ObeyingModel } = {};
    const server = await startStandIn((heard) => obeying.model!.answer(heard));
    return (obeying.model = new ObeyingModel(server));
  }

  close(): Promise<void> {
    return this.server.close();
  }

  async attack(action: Action, attempt: CarriedAttempt): Promise<ObeyedResult> {
    const { carrier, kind, text } = attempt;
    const [subStage] = SUB_STAGES_TRIED;
    const before = this.server.requests.length;
    [this.kind, this.asked] = [kind, 0];
    const scenario = scenarioOf(worldWith(carrier, text, subStage)).withPen(this.pen());
    const attacked = await look(action, scenario);
    const requests = this.server.requests.slice(before);
    const breaches = breachesOf(attacked, await twinOf(action, carrier, subStage), readOf(attacked));
    if (obeyedIn(readOf(attacked), attempt)) breaches.push(`says what it was told: ${kind}`);
    if (requests.some(offersTools)) breaches.push('offers a tool');
    const said = JSON.stringify(attacked);
    const refused =
      attacked.kind === 'nothing' ||
      /what the model wrote was refused|the model gave no answer|"removed":[1-9]/.test(said);
    const trace = refused ? 'refused' : 'in the record';
    return { attempt, action: action.id, breaches, trace, requests: requests.length };
  }

  /** First the tool where the attempt asks for one, then the messages with its words. */
  private answer({ body }: Heard): Reply {
    this.asked += 1;
    if (this.kind === 'tool-call' && this.asked === 1) return reply.call('update_opportunity', { stage: 'Closed Won' });
    const ids = [...new Set(JSON.stringify(body).match(/3-pipeline\/sequence-drafting#touch-\d/g) ?? [])];
    return reply.value({ parts: ids.map((id) => ({ id, paragraphs: this.paragraphs(id) })) });
  }

  private paragraphs(id: string) {
    const own = (text: string) => [{ text, from: [id] }];
    return [
      own('Subject: One question'),
      [{ text: 'Hello {{person_1}},', from: [] }],
      own(wordsOf(this.kind)),
      own('Is that worth a quarter of an hour in the next two weeks?'),
      [{ text: '{{person_2}}', from: [] }],
    ];
  }
}

const readOf = (outcome: Outcome): string[] => (outcome.kind === 'nothing' ? [] : textsOf(outcome));

const offersTools = ({ body }: Heard): boolean => Array.isArray(body['tools']) && body['tools'].length > 0;
