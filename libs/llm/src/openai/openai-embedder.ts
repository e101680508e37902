import OpenAI from 'openai';
import type { Embedder } from '@salesagent/retrieval';
import { ModelError, ModelRefused, ModelRejected, ModelTimedOut, ModelUnavailable, type Spent } from '../errors';
import { NO_USAGE } from '../port';
import { backOff, type BackOff } from '../retrying';
import { TimeOver, wait, withTimeLimit } from '../time-limit';
import { boundedFetch } from './bounded-fetch';
import { failureOf, isTooLarge } from './failure';

export interface OpenAiEmbedderOptions {
  /** As the provider knows it: `text-embedding-3-small`. */
  model: string;
  /** In the name of the vectors and in messages: `openai`, or the host of a compatible server. */
  provider: string;
  /** Of its vectors: an answer of another length is refused. */
  dimensions: number;
  /** Ask for vectors cut to `dimensions`, which not every server knows. */
  shorten?: boolean;
  /** Texts of confidential documents are sent too, which makes other vectors of them: they have another name. */
  confidentialSent?: boolean;
  /** Absent for a server of our own that asks for none. */
  apiKey?: string;
  /** Up to `/v1`; OpenAI's own when absent. */
  baseUrl?: string;
  /** Of one call with its retries, ms; 30 s when absent. */
  timeoutMs?: number;
  /** Requests for one lot of texts at most, the first included. */
  maxAttempts?: number;
  backOff?: BackOff;
}

/** Texts of one request: well below what providers take. */
export const LOT = 64;

/**
 * Bytes of a text that are sent; of a longer one the beginning. OpenAI's models take 8,192 tokens, and no token is less than
 * a byte.
 */
const TEXT_BYTES = 8_191;
/** What servers say to a text that is too long, or that they do not take for another reason of its own. */
const ABOUT_TEXTS: readonly unknown[] = [400, 413, 422];

/** Of one request, other than usual. */
export interface LotLimits {
  timeoutMs?: number;
  maxAttempts?: number;
}

/** Vectors of one request, and what it used. */
export interface EmbeddedLot extends Omit<Spent, 'toolCalls'> {
  vectors: Float32Array[];
}

/** Any number of texts, so many at a time, one request after the other. */
export async function inLots(
  texts: readonly string[],
  ask: (lot: readonly string[]) => Promise<Float32Array[]>,
): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (let from = 0; from < texts.length; from += LOT) vectors.push(...(await ask(texts.slice(from, from + LOT))));
  return vectors;
}

/** A response is no longer than this, whatever a server sends: 32 MB. */
const MAX_BYTES = 32_000_000;

/** The embeddings API of OpenAI, or of any server that speaks it. It takes questions and passages alike. */
export class OpenAiEmbedder implements Embedder {
  readonly model: string;
  readonly dimensions: number;
  readonly keepsConfidential?: true;
  private readonly client: OpenAI;

  constructor(private readonly options: OpenAiEmbedderOptions) {
    const { confidentialSent = false } = options;
    const name = `${options.provider}/${options.model}/${options.dimensions}`;
    this.model = confidentialSent ? `${name}/confidential` : name;
    if (!confidentialSent) this.keepsConfidential = true;
    this.dimensions = options.dimensions;
    this.client = new OpenAI({
      // A server that needs none gets a word that is none; with null the SDK reads the environment.
      ...{ apiKey: options.apiKey ?? 'none', baseURL: options.baseUrl ?? 'https://api.openai.com/v1' },
      ...{ organization: null, project: null, maxRetries: 0, logLevel: 'off', fetch: boundedFetch(MAX_BYTES) },
    });
  }

  /** @throws ModelError with the reason and what to do about it */
  embed(texts: readonly string[]): Promise<Float32Array[]> {
    return inLots(texts, async (lot) => (await this.lot(lot)).vectors);
  }

  /**
   * Vectors of at most `LOT` texts, in one request and its repetitions, and what that used.
   *
   * @throws ModelError, with what was used all the same in `spent`
   */
  async lot(texts: readonly string[], limits: LotLimits = {}): Promise<EmbeddedLot> {
    const { timeoutMs = 30_000, maxAttempts = 4 } = { ...this.options, ...limits };
    const spent = { attempts: 0, unreported: 0 };
    try {
      return await withTimeLimit(timeoutMs, undefined, (signal) => this.asked(texts, signal, spent, maxAttempts));
    } catch (error) {
      const failed = this.asModelError(error, timeoutMs);
      // The request that was under way when the time was over may be paid for.
      const broken = error instanceof TimeOver ? 1 : 0;
      if (failed instanceof ModelError) {
        failed.spent = { ...spent, unreported: spent.unreported + broken, usage: NO_USAGE };
      }
      throw failed;
    }
  }

  isAboutTexts(error: unknown): boolean {
    return error instanceof ModelRefused || (error instanceof ModelRejected && ABOUT_TEXTS.includes(error.status));
  }

  private asModelError(error: unknown, timeoutMs: number): unknown {
    if (error instanceof TimeOver)
      return new ModelTimedOut(`${this.model} gave no vectors within ${timeoutMs} ms.`, timeoutMs);
    return isTooLarge(error) ? new ModelRejected(`${this.model} sent more than vectors need.`) : error;
  }

  /** Asked again while that makes sense and time is left. */
  private async asked(
    texts: readonly string[],
    signal: AbortSignal,
    spent: { attempts: number; unreported: number },
    maxAttempts: number,
  ): Promise<EmbeddedLot> {
    const { model, dimensions, shorten, provider, backOff: delays = backOff() } = this.options;
    const input = texts.map((text) => asSent(text) || ' '); // an empty text is refused as a fault
    const body = { model, input, encoding_format: 'float' as const, ...(shorten ? { dimensions } : {}) };
    for (;;) {
      spent.attempts += 1;
      try {
        const { data, usage, model: answered } = await this.client.embeddings.create(body, { signal });
        const inputTokens = usage?.prompt_tokens ?? 0; // not every server reports it
        const unreported = spent.unreported + (inputTokens > 0 ? 0 : 1);
        const used = { usage: { ...NO_USAGE, inputTokens }, attempts: spent.attempts, unreported };
        return { ...used, vectors: this.checked(data, texts.length), ...(answered ? { model: answered } : {}) };
      } catch (error) {
        signal.throwIfAborted();
        const failure = failureOf(error, provider, new Date());
        // An answer that cannot be used is paid for too. Vectors come whole: where none came, nothing is.
        const answered = !(error instanceof OpenAI.APIConnectionError);
        if (failure?.billed !== 'no' && answered) spent.unreported += 1;
        if (!failure) throw error;
        if (!failure.retry || spent.attempts >= maxAttempts) throw failure.error;
        const wanted = failure.error instanceof ModelUnavailable ? failure.error.retryAfterMs : undefined;
        await wait(delays(spent.attempts, wanted), signal);
      }
    }
  }

  /** One vector a text, in the order of the texts, each of the length that was told, made 1 long. */
  private checked(data: readonly { index: number; embedding: number[] }[], texts: number): Float32Array[] {
    const vectors = Array.from({ length: texts }, (_, i) => data.find(({ index }) => index === i)?.embedding);
    return vectors.map((vector) => {
      if (!Array.isArray(vector)) throw new ModelRejected(`${this.model} gave fewer vectors than texts.`);
      if (vector.length !== this.dimensions) {
        const remedy = `set the dimensions to ${vector.length}, or shorten them where the server can`;
        throw new ModelRejected(`${this.model} gave a vector of ${vector.length} numbers; ${remedy}.`);
      }
      const length = Math.hypot(...vector);
      if (!(length > 0) || !Number.isFinite(length)) throw new ModelRejected(`${this.model} gave a vector of nothing.`);
      return Float32Array.from(vector, (value) => value / length);
    });
  }
}

/** A text, or as much of its beginning as is sent. No character is cut. */
export function asSent(text: string): string {
  if (Buffer.byteLength(text) <= TEXT_BYTES) return text;
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(TEXT_BYTES));
  return text.slice(0, read);
}
