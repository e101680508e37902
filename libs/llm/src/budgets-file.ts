import { readFileSync } from 'node:fs';
import type { Config } from '@salesagent/platform';
import { yamlValueOf } from '@salesagent/governance';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import type { BudgetLimit } from './ledger/budget';
import { pricesSchema } from './ledger/prices';

/** A file of this library's configuration that cannot be used: its place and the remedy. */
export class ModelFileError extends Error {
  override readonly name = 'ModelFileError';
}

const budgetsSchema = z.strictObject({
  perDay: z.array(
    z
      .strictObject({
        agent: z.string().min(1).optional(),
        action: z.string().min(1).optional(),
        usd: z.number().min(0).optional(),
        tokens: z.int().min(0).optional(),
      })
      .refine(({ action, agent }) => !action || agent, 'an action needs its agent beside it')
      .refine(({ usd, tokens }) => usd !== undefined || tokens !== undefined, 'needs usd, tokens or both'),
  ),
});

/**
 * The budgets of a company: `perDay:` a list of `usd` and `tokens`, for all when neither `agent` nor `action` is said.
 *
 * @throws ModelFileError
 */
export function readBudgets(file: string, company: string): BudgetLimit[] {
  return readYaml(file, budgetsSchema).perDay.map(({ agent, action, usd, tokens }) => ({
    scope: { company, ...(agent && { agent }), ...(action && { action }) },
    ...(usd !== undefined && { usd }),
    ...(tokens !== undefined && { tokens }),
  }));
}

/**
 * Prices that are not in the list that comes with the system: model → `[{ from, input, cachedInput, output }]`.
 *
 * @throws ModelFileError
 */
export function readPrices(file: string): z.output<typeof pricesSchema> {
  return readYaml(file, pricesSchema);
}

/**
 * The budgets that a process is configured with.
 *
 * @throws ModelFileError
 */
export function limitsOf(models: Config['models'], company: string): BudgetLimit[] {
  const { budgetUsdPerDay: usd, budgetTokensPerDay: tokens, budgetsFile } = models;
  return [
    ...(usd === undefined ? [] : [{ scope: { company }, usd }]),
    ...(tokens === undefined ? [] : [{ scope: { company }, tokens }]),
    ...(budgetsFile ? readBudgets(budgetsFile, company) : []),
  ];
}

function readYaml<T>(file: string, schema: z.ZodType<T>): T {
  const lines = new LineCounter();
  const document = parseDocument(textOf(file), { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (broken) throw new ModelFileError(`${file}:${lines.linePos(broken.pos[0]).line}: ${broken.message}`);
  const { value, problem } = yamlValueOf(document, lines);
  if (problem) throw new ModelFileError(`${file}:${problem.line}: ${problem.message}; ${problem.suggestion}`);
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const { path, message } = read.error.issues[0]!;
  const node = document.getIn(path, true);
  const line = isNode(node) && node.range ? lines.linePos(node.range[0]).line : 1;
  throw new ModelFileError(`${file}:${line}: ${path.join('.') || 'the file'}: ${message} (docs/models.md)`);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new ModelFileError(`${file} cannot be read; correct the path, or take the variable away.`);
  }
}
