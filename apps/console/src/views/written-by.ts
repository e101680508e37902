import { z } from 'zod';

const writtenSchema = z.looseObject({
  by: z.string(),
  because: z.string().optional(),
  model: z.string().optional(),
  prompt: z.string().optional(),
  traces: z.array(z.looseObject({ from: z.string() })).default([]),
});

/** Who wrote a draft, and what a model's claims rest on; null for drafts from before that was noted. */
export function writtenBy(value: unknown): string | null {
  const read = writtenSchema.safeParse(value);
  if (!read.success) return null;
  const { by, because, model, prompt, traces } = read.data;
  if (by !== 'model') return `the playbook's template${because ? `: ${because}` : ''}`;
  const from = [...new Set(traces.map((trace) => trace.from))].sort().join(', ');
  return `${model ?? 'a model'} by ${prompt ?? 'a prompt'}; its claims rest on ${from}`;
}
