import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { KINDS } from './cases/kinds';
import type { Run } from './result';

const caseResult = z.object({
  ...{ id: z.string(), title: z.string(), answeredBy: z.string(), score: z.number(), pass: z.boolean() },
  ...{ because: z.string().nullable(), latencyMs: z.number(), tokens: z.number(), usd: z.number().nullable() },
});
const demand = z.union([
  z.object({ measure: z.string(), least: z.number() }),
  z.object({ measure: z.string(), most: z.number() }),
]);
const runSchema = z.object({
  at: z.string(),
  playbook: z.string(),
  kinds: z.array(
    z.object({
      ...{ kind: z.enum(KINDS), set: z.string(), hash: z.string(), pass: z.boolean() },
      measures: z.record(z.string(), z.number()),
      demands: z.array(z.object({ demand, measured: z.number(), met: z.boolean() })),
      cases: z.array(caseResult),
    }),
  ),
});

/** The last run of each kind, in a file. */
export class KeptRun {
  constructor(private readonly file: string) {}

  /** @returns null before the first run, and where the file cannot be read as one */
  read(): Run | null {
    try {
      return runSchema.parse(JSON.parse(readFileSync(this.file, 'utf8')));
    } catch {
      return null;
    }
  }

  /** Keeps a run; kinds that were not in it stay as they were. */
  keep(run: Run): void {
    const others = (this.read()?.kinds ?? []).filter(({ kind }) => !run.kinds.some((each) => each.kind === kind));
    mkdirSync(dirname(this.file), { recursive: true });
    const made = `${this.file}.${process.pid}.new`;
    writeFileSync(made, `${JSON.stringify({ ...run, kinds: [...run.kinds, ...others] }, null, 1)}\n`);
    renameSync(made, this.file);
  }
}
