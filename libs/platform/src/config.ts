import type { z } from 'zod';
import { VARIABLES, type Variable } from './config-variables';

type Values<Tree> = {
  [Key in keyof Tree]: Tree[Key] extends Variable<infer Schema> ? z.output<Schema> : Values<Tree[Key]>;
};

export { companyName } from './company-name';
export { VARIABLES, type Variable };

/** The one typed configuration tree, validated when a process starts. */
export type Config = Values<typeof VARIABLES>;

/** The environment lacks a variable or holds a value that is not accepted; names every one at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: string[]) {
    super(`the configuration is not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}

/**
 * Reads the configuration from the environment. An empty value counts as not given.
 *
 * @throws ConfigError naming each variable that is missing or malformed, and what it is for
 */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  return loadVariables(VARIABLES, environment);
}

/**
 * Reads a part of the tree, for commands that need no more.
 *
 * @throws ConfigError
 */
export function loadVariables<Tree extends object>(
  tree: Tree,
  environment: NodeJS.ProcessEnv = process.env,
): Values<Tree> {
  const problems: string[] = [];
  const values = read(tree, environment, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return values as Values<Tree>;
}

function read(tree: object, environment: NodeJS.ProcessEnv, problems: string[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(tree).map(([key, node]) => {
      if (!isVariable(node)) return [key, read(node as object, environment, problems)];
      const result = node.schema.safeParse(environment[node.name] || undefined);
      if (!result.success) {
        problems.push(`${node.name}: ${result.error.issues[0]?.message ?? 'not accepted'} (${node.description})`);
        return [key, undefined];
      }
      return [key, result.data];
    }),
  );
}

/** Every variable of the tree with its path, in order: what the reference page is generated from. */
export function listVariables(
  tree: object = VARIABLES,
  path: string[] = [],
): { path: string; variable: Variable<z.ZodType> }[] {
  return Object.entries(tree).flatMap(([key, node]) =>
    isVariable(node)
      ? [{ path: [...path, key].join('.'), variable: node }]
      : listVariables(node as object, [...path, key]),
  );
}

function isVariable(node: unknown): node is Variable<z.ZodType> {
  return typeof node === 'object' && node !== null && 'schema' in node && 'description' in node;
}
