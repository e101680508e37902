import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { yamlValueOf } from '@salesagent/governance';
import { isMap, isNode, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';

/** A prompt file, or what it is given, is not as it must be; the message begins with file and line. */
export class PromptError extends Error {
  override readonly name = 'PromptError';

  constructor(
    readonly file: string,
    readonly line: number,
    problem: string,
  ) {
    super(`${file}:${line}: ${problem}`);
  }
}

export interface PromptFile {
  file: string;
  id: string;
  version: number;
  /** What the prompt is for, one sentence. */
  purpose: string;
  /** Name → what it holds and the line it is used on first. */
  inputs: ReadonlyMap<string, { description: string; line: number }>;
  instructions: string;
  /** With `{{name}}` where an input comes. */
  input: string;
  /** SHA-256 of everything but the version. */
  hash: string;
}

const frontMatterSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+([.-][a-z0-9]+)*$/, 'lower-case words divided by dots and dashes'),
  version: z.int().min(1),
  purpose: z.string().min(1),
  inputs: z.record(z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'a name as in variables'), z.string().min(1)),
});

const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/g;

/**
 * Reads a prompt: front matter with `id`, `version`, `purpose` and `inputs`, then `# Instructions` and `# Input`. Inputs
 * may come in the second part only, so that no text from outside can become an instruction.
 *
 * @throws PromptError
 */
export function readPrompt(file: string, raw: string): PromptFile {
  const text = raw.replaceAll('\r\n', '\n');
  const { values, lineOf, bodyLine, body } = frontMatter(file, text);
  const { instructions, input, inputLine } = parts(file, body, bodyLine);
  const misplaced = [...instructions.text.matchAll(PLACEHOLDER)][0];
  if (misplaced) {
    const line = instructions.line + linesBefore(instructions.text, misplaced.index);
    throw new PromptError(
      file,
      line,
      `${misplaced[0]} in the instructions: inputs are data and belong under "# Input"`,
    );
  }
  if (values.id !== basename(file, '.md')) {
    throw new PromptError(file, lineOf('id'), `id "${values.id}" is not the file's name; make them the same`);
  }
  return {
    ...{ file, id: values.id, version: values.version, purpose: values.purpose },
    inputs: usedInputs(file, values.inputs, input, inputLine, lineOf),
    ...{ instructions: instructions.text.trim(), input: input.trim() },
    hash: createHash('sha256')
      .update(JSON.stringify([values.id, values.purpose, values.inputs, body.trim()]))
      .digest('hex'),
  };
}

/** The input part with each `{{name}}` put in. */
export function fill(input: string, value: (name: string) => string): string {
  return input.replaceAll(PLACEHOLDER, (_, name: string) => value(name));
}

function frontMatter(file: string, text: string) {
  const match = /^---\n([\s\S]*?)\n---[ \t]*\n/.exec(text);
  if (!match) throw new PromptError(file, 1, 'begins without front matter; give id, version, purpose and inputs');
  const lines = new LineCounter();
  const document = parseDocument(match[1]!, { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (broken) throw new PromptError(file, lines.linePos(broken.pos[0]).line + 1, broken.message);
  const { value, problem } = yamlValueOf(document, lines);
  if (problem) throw new PromptError(file, problem.line + 1, `${problem.message}; ${problem.suggestion}`);
  const lineOf = (...path: PropertyKey[]) => {
    const last = path.at(-1);
    const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
    const pair = isMap(parent) ? parent.items.find(({ key }) => String(key) === String(last)) : undefined;
    return isNode(pair?.key) && pair.key.range ? lines.linePos(pair.key.range[0]).line + 1 : 1;
  };
  const read = frontMatterSchema.safeParse(value);
  if (!read.success) {
    const issue = read.error.issues[0]!;
    const path = issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
    throw new PromptError(file, lineOf(...path), `${path.join('.') || 'front matter'}: ${issue.message}`);
  }
  const bodyLine = linesBefore(text, match[0].length) + 1;
  return { values: read.data, lineOf, bodyLine, body: text.slice(match[0].length) };
}

function parts(file: string, body: string, bodyLine: number) {
  const match = /^\s*# Instructions[ \t]*\n([\s\S]*?)\n# Input[ \t]*\n([\s\S]*)$/.exec(body);
  if (!match)
    throw new PromptError(file, bodyLine, 'needs "# Instructions" and then "# Input", and nothing before them');
  const [whole, instructions = '', input = ''] = match;
  return {
    instructions: { text: instructions, line: bodyLine + linesBefore(body, body.indexOf('# Instructions')) + 1 },
    input,
    inputLine: bodyLine + linesBefore(body, whole.length - input.length),
  };
}

function usedInputs(
  file: string,
  declared: Record<string, string>,
  input: string,
  inputLine: number,
  lineOf: (...path: PropertyKey[]) => number,
): PromptFile['inputs'] {
  const used = new Map<string, { description: string; line: number }>();
  for (const match of input.matchAll(PLACEHOLDER)) {
    const name = match[1] ?? '';
    const line = inputLine + linesBefore(input, match.index);
    const description = Object.hasOwn(declared, name) ? declared[name] : undefined;
    if (description === undefined) {
      throw new PromptError(file, line, `{{${name}}} is not declared; add it under "inputs" or correct the name`);
    }
    if (!used.has(name)) used.set(name, { description, line });
  }
  const unused = Object.keys(declared).find((name) => !used.has(name));
  if (unused) {
    throw new PromptError(file, lineOf('inputs', unused), `the input "${unused}" is never used; write {{${unused}}}`);
  }
  return used;
}

function linesBefore(text: string, index: number): number {
  return text.slice(0, index).split('\n').length - 1;
}
