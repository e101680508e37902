import OpenAI from 'openai';
import { zodTextFormat } from 'openai/helpers/zod';
import { readAnswer } from '../answer';
import { AnswerInvalid, ModelCallCancelled, ModelError, ModelTimedOut, ModelUnavailable } from '../errors';
import type { CallPurpose, LanguageModel, ModelAnswer, ModelRequest } from '../port';
import { Progress } from '../progress';
import { backOff, type BackOff } from '../retrying';
import { TimeOver, wait, withTimeLimit } from '../time-limit';
import { allowedTools, runTools } from '../tool-runs';
import { boundedFetch } from './bounded-fetch';
import { ChatExchange } from './chat-exchange';
import type { Exchange, Opening, Turn } from './exchange';
import { failureOf, isTooLarge } from './failure';
import { ResponsesExchange } from './responses-exchange';

export interface OpenAiOptions {
  /** As the provider knows it: `gpt-5.4-mini`. */
  model: string;
  /** In names, records and spans: `openai`, or the host of a compatible server. */
  provider: string;
  /** Absent for a server of our own that asks for none. */
  apiKey?: string;
  /** Up to `/v1`; OpenAI's own when absent. */
  baseUrl?: string;
  /** `chat` for servers that only offer Chat Completions. */
  api?: 'responses' | 'chat';
  /** Sent with each request of a call, such as those of a gateway that observes. */
  headers?: (purpose: CallPurpose, promptId: string) => Record<string, string>;
  /** Requests for one turn at most, the first included. */
  maxAttempts?: number;
  /** Turns with calls of tools at most; after them it must answer. */
  maxToolRounds?: number;
  backOff?: BackOff;
}

/** A response is no longer than this, whatever a server sends: 8 MB. */
const MAX_BYTES = 8_000_000;
/** Characters a token stands for at most in a text; beyond, it is text without an end. */
const CHARACTERS_A_TOKEN = 16;
/** Part of the whole time that one attempt gets unless the request says otherwise. */
const ATTEMPT_SHARE = 2 / 3;

/** OpenAI's Responses API, or any server that speaks it. Each retry is made here and nowhere else. */
export class OpenAiModel implements LanguageModel {
  readonly name: string;
  readonly configured = true;
  private readonly client: OpenAI;

  constructor(private readonly options: OpenAiOptions) {
    this.name = `${options.provider}/${options.model}`;
    this.client = new OpenAI({
      // A server that needs none gets a word that is none; with null the SDK reads the environment.
      ...{ apiKey: options.apiKey ?? 'none', baseURL: options.baseUrl ?? 'https://api.openai.com/v1' },
      ...{ organization: null, project: null, maxRetries: 0, logLevel: 'off', fetch: boundedFetch(MAX_BYTES) },
    });
  }

  async answer<T>(request: ModelRequest<T>): Promise<ModelAnswer<T>> {
    const started = performance.now();
    const progress = new Progress();
    try {
      const turn = await withTimeLimit(request.timeoutMs, request.signal, (signal) =>
        this.converse(request, signal, progress),
      );
      return {
        ...readAnswer(turn, request.schema),
        ...{ model: turn.model, provider: this.options.provider, usage: progress.usage, costUsd: null },
        ...{ latencyMs: performance.now() - started, attempts: progress.attempts, toolCalls: progress.toolCalls },
        unreported: progress.spent().unreported,
      };
    } catch (error) {
      throw progress.spentOn(this.explained(error, request));
    }
  }

  /** Turn after turn until there is one without calls. */
  private async converse<T>(request: ModelRequest<T>, signal: AbortSignal, progress: Progress): Promise<Turn> {
    const tools = allowedTools(request);
    const exchange = this.open(request, tools);
    const rounds = tools.length > 0 ? (this.options.maxToolRounds ?? 4) : 0;
    for (let round = 0; ; round++) {
      const turn = await this.turn(exchange, request, signal, progress, round === rounds);
      if (turn.calls.length === 0 || turn.cut) return turn;
      if (round === rounds) {
        throw new AnswerInvalid(`It called tools in ${round + 1} turns and did not answer.`, 'tool-rounds');
      }
      exchange.resolve(await runTools(turn.calls, tools, progress, signal));
    }
  }

  private open<T>(request: ModelRequest<T>, tools: Opening['tools']): Exchange {
    const { prompt, purpose, schema } = request;
    const name = (request.schemaName ?? prompt.id).replaceAll(/[^\w-]/g, '_').slice(0, 64);
    const opening: Opening = {
      ...{ model: this.options.model, instructions: prompt.instructions, input: prompt.input, tools },
      schema: { name, json: zodTextFormat(schema, name).schema },
      headers: this.options.headers?.(purpose, prompt.id) ?? {},
    };
    return this.options.api === 'chat'
      ? new ChatExchange(this.client, opening)
      : new ResponsesExchange(this.client, opening);
  }

  /** One turn, asked again while that makes sense and time is left. */
  private async turn<T>(
    exchange: Exchange,
    request: ModelRequest<T>,
    signal: AbortSignal,
    progress: Progress,
    mustAnswer: boolean,
  ): Promise<Turn> {
    const { maxAttempts = 4, backOff: delays = backOff() } = this.options;
    const attemptMs = Math.min(request.timeoutMs, request.attemptTimeoutMs ?? request.timeoutMs * ATTEMPT_SHARE);
    const maxOutputTokens = request.maxOutputTokens - progress.usage.outputTokens;
    if (maxOutputTokens <= 0) throw new AnswerInvalid('Its tokens were used up before it answered.', 'too-long');
    for (let attempt = 1; ; attempt++) {
      progress.sent();
      try {
        const turn = await withTimeLimit(attemptMs, signal, (within) =>
          exchange.next({
            signal: within,
            maxOutputTokens,
            mustAnswer,
            onText: heard(request, maxOutputTokens, progress),
          }),
        );
        progress.heard(turn);
        return turn;
      } catch (error) {
        signal.throwIfAborted();
        const failure = failureOf(error, this.options.provider, new Date());
        if (!failure) throw error;
        if (failure.billed === 'no') progress.free();
        if (!failure.retry || attempt >= maxAttempts) throw failure.error;
        const asked = failure.error instanceof ModelUnavailable ? failure.error.retryAfterMs : undefined;
        const pause = delays(attempt, asked);
        // Asked to wait longer than there is time: say so now, so that somebody else may be asked.
        if (progress.elapsedMs + pause >= request.timeoutMs) throw failure.error;
        await wait(pause, signal);
      }
    }
  }

  private explained<T>(error: unknown, request: ModelRequest<T>): unknown {
    if (error instanceof ModelError) return error;
    if (request.signal?.aborted) return new ModelCallCancelled('The call was given up by who made it.');
    if (error instanceof TimeOver) {
      const message = `${this.name} gave no answer within ${Math.round(request.timeoutMs)} ms, attempts and tools included.`;
      return new ModelTimedOut(message, request.timeoutMs);
    }
    if (isTooLarge(error)) return new AnswerInvalid(`${this.name} sent more than any answer needs.`, 'too-long');
    return error;
  }
}

/** Hands text on, and ends what has no end: a server may ignore the bound it was given. */
function heard<T>({ onText }: ModelRequest<T>, maxOutputTokens: number, progress: Progress): (piece: string) => void {
  let characters = 0;
  let restarted = progress.attempts > 1;
  return (piece) => {
    characters += piece.length;
    if (characters > maxOutputTokens * CHARACTERS_A_TOKEN) {
      throw new AnswerInvalid(`It wrote on beyond ${maxOutputTokens} tokens and was cut off.`, 'too-long');
    }
    if (piece === '') return;
    onText?.(piece, restarted);
    restarted = false;
  };
}
