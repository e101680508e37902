import { createHash } from 'node:crypto';
import type { Refused } from './request-check';
import { tokensIn } from './wire';

/** Parameters of `POST /v1/embeddings` (https://platform.openai.com/docs/api-reference/embeddings/create). */
const KNOWN = new Set(['input', 'model', 'dimensions', 'encoding_format', 'user']);
const MODELS: Readonly<Record<string, number>> = { 'text-embedding-3-small': 1536, 'text-embedding-3-large': 3072 };
/** Of a model that is none of OpenAI's. */
const USUAL = 64;
const MOST_TEXTS = 2_048;

type Json = Record<string, unknown>;

/** Null for a request the API would take. */
export function embeddingsRefusal(body: Json): Refused | null {
  const stranger = Object.keys(body).find((name) => !KNOWN.has(name));
  if (stranger) return bad('unknown_parameter', stranger, `Unknown parameter: '${stranger}'.`);
  if (typeof body['model'] !== 'string') return bad('missing_required_parameter', 'model', 'you must provide a model');
  const texts = textsOf(body);
  if (texts.length === 0 || texts.length > MOST_TEXTS || texts.some((text) => typeof text !== 'string' || text === ''))
    return bad('invalid_value', 'input', "'$.input' is invalid.");
  return null;
}

/** Vectors in which texts with the same words are near: each word adds to one place, which its hash says. */
export function embeddingsAnswer(body: Json): object {
  const dimensions = Number(body['dimensions'] ?? MODELS[String(body['model'])] ?? USUAL);
  const texts = textsOf(body) as string[];
  const tokens = texts.reduce((sum, text) => sum + tokensIn(text), 0);
  return {
    object: 'list',
    data: texts.map((text, index) => ({ object: 'embedding', index, embedding: bagOfWords(text, dimensions) })),
    model: body['model'],
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}

const textsOf = ({ input }: Json): unknown[] => (Array.isArray(input) ? (input as unknown[]) : [input]);

function bagOfWords(text: string, dimensions: number): number[] {
  const sums = new Array<number>(dimensions).fill(0);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [' ']) {
    sums[createHash('sha256').update(word).digest().readUInt32LE() % dimensions]! += 1;
  }
  const length = Math.hypot(...sums);
  return sums.map((sum) => sum / length);
}

const bad = (code: string, param: string, message: string): Refused => ({ status: 400, code, param, message });
