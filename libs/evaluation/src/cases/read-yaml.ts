import { readFileSync } from 'node:fs';
import { yamlValueOf } from '@salesagent/governance';
import { isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

/** A file of cases that cannot be used: place, what is wrong, remedy. */
export class CaseFileError extends Error {
  override readonly name = 'CaseFileError';

  constructor(
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}

const REMEDY = 'Correct the line; what a file of cases holds is in docs/evaluation.md.';

export interface ReadYaml<T> {
  value: T;
  text: string;
  /** Line of what stands at a path, or of the nearest above it that is there. */
  lineOf(path: readonly PropertyKey[]): number;
}

/** A YAML file by its schema. @param shown name of the file in messages @throws CaseFileError with file and line */
export function readYaml<T>(file: string, shown: string, schema: z.ZodType<T>): ReadYaml<T> {
  const text = textOf(file, shown);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (broken) throw new CaseFileError(`${shown}:${lines.linePos(broken.pos[0]).line}: ${broken.message}`, REMEDY);
  const { value, problem } = yamlValueOf(document, lines);
  if (problem) throw new CaseFileError(`${shown}:${problem.line}: ${problem.message}`, problem.suggestion);
  const lineOf = (path: readonly PropertyKey[]): number => {
    const nodes = [...path.map((_, n) => document.getIn(path.slice(0, n + 1), true)).reverse(), document.contents];
    const node = nodes.find((each) => isNode(each));
    return isNode(node) && node.range ? lines.linePos(node.range[0]).line : 1;
  };
  const read = schema.safeParse(value);
  if (read.success) return { value: read.data, text, lineOf };
  const { path, message } = read.error.issues[0]!;
  throw new CaseFileError(`${shown}:${lineOf(path)}: ${path.join('.') || 'the file'}: ${message}`, REMEDY);
}

function textOf(file: string, shown: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new CaseFileError(`${shown} cannot be read.`, 'Give the folder of cases with --cases.');
  }
}
