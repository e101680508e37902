import type { ToolAnnotations } from '@modelcontextprotocol/sdk/types.js';
import type { z } from 'zod';
import type { PlaybookLibrary } from '../playbook-library';
import type { Console } from '../questions';
import { OF_RECORDS } from '../record-text';

/** What tools and resources work with. */
export interface Means {
  console: Console;
  playbook: PlaybookLibrary;
}

/** An answer: what this server says of its own, and what came out of records or the playbook. */
export interface Told<T> {
  /** Made of numbers, ids and words of ours alone: nothing that somebody wrote into the CRM. */
  say: string;
  data: T;
}

export interface Tool<I extends z.ZodRawShape = z.ZodRawShape, O extends z.ZodRawShape = z.ZodRawShape> {
  name: string;
  title: string;
  description: string;
  annotations: ToolAnnotations;
  /** What may be left out may be null as well: some clients send every field. */
  input: I;
  /** Its fields, beside `handling`. */
  output: O;
  /** How to read what it gives. */
  handling: string;
  run(input: z.output<z.ZodObject<I>>, means: Means): Promise<Told<z.output<z.ZodObject<O>>>>;
}

/** Keeps the shapes for `run`, and forgets them outside. What it gives comes out of records, unless it says otherwise. */
export function tool<I extends z.ZodRawShape, O extends z.ZodRawShape>(
  definition: Omit<Tool<I, O>, 'handling'> & { handling?: string },
): Tool {
  return { handling: OF_RECORDS, ...definition } as unknown as Tool;
}

/** Changes nothing, and asks nothing but the company's own system. */
export const READS: ToolAnnotations = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};
