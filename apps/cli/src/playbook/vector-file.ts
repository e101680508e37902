import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { KeptVectors } from '@salesagent/retrieval';

/** Vectors of one model: by the hash of a text, 32-bit floats as base64. */
const kept = z.strictObject({ version: z.literal(1), model: z.string(), of: z.record(z.string(), z.base64()) });

/**
 * The vectors of all indexed folders in one file. Whole or not there; of two commands that write at once, the later one's
 * stays, and what it lacks is made again. What cannot be read counts as none, for the same reason.
 */
export class VectorFile {
  constructor(private readonly path: string) {}

  read(): KeptVectors | null {
    try {
      const { model, of } = kept.parse(JSON.parse(readFileSync(this.path, 'utf8')));
      return { model, vectors: new Map(Object.entries(of).map(([hash, text]) => [hash, vectorOf(text)])) };
    } catch {
      return null;
    }
  }

  write({ model, vectors }: KeptVectors): void {
    const of = Object.fromEntries([...vectors].map(([hash, vector]) => [hash, base64Of(vector)]));
    const next = `${this.path}.${process.pid}.tmp`;
    mkdirSync(dirname(this.path), { recursive: true });
    writeFileSync(next, JSON.stringify({ version: 1, model, of }), { mode: 0o600 });
    renameSync(next, this.path);
  }
}

const base64Of = ({ buffer, byteOffset, byteLength }: Float32Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64');
/** Copied, since floats must begin at a multiple of four bytes and a buffer does so only by chance. */
const vectorOf = (text: string): Float32Array => new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer);
