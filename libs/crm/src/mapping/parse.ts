import { yamlValueOf } from '@salesagent/governance';
import { isMap, isSeq, LineCounter, parseDocument, type Node } from 'yaml';
import { checkMappingFile } from './check-file';
import { mappingFileSchema, type MappingFile } from './file-schema';
import { MappingRefused, type MappingProblem } from './problems';

/** Reads a mapping file. @throws MappingRefused naming file, line, key and remedy of every mistake */
export function parseCrmMapping(text: string, file = 'mapping file'): MappingFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = document.errors[0];
  if (broken) {
    const line = lines.linePos(broken.pos[0]).line;
    const remedy = 'mend the YAML of that line (often the indentation, a missing colon, or a quote left open)';
    throw new MappingRefused([{ file, line, key: '', message: broken.message, remedy }]);
  }
  const { value, problem } = yamlValueOf(document, lines);
  if (problem) {
    const { line, message, suggestion: remedy } = problem;
    throw new MappingRefused([{ file, line, key: '', message, remedy }]);
  }
  const at = (path: readonly PropertyKey[]) => lineOf(document.contents, lines, path);
  const parsed = mappingFileSchema.safeParse(value ?? {});
  if (!parsed.success) {
    throw new MappingRefused(
      parsed.error.issues.map((issue): MappingProblem => {
        const { path, message } = deepest(issue);
        return { file, line: at(path), key: path.join('.'), message, remedy: remedyOf(issue.code, path) };
      }),
    );
  }
  const problems = checkMappingFile(parsed.data).map(({ path, message, remedy }) => ({
    ...{ file, line: at(path), key: path.join('.') },
    ...{ message, remedy },
  }));
  if (problems.length > 0) throw new MappingRefused(problems);
  return parsed.data;
}

interface Issue {
  path: PropertyKey[];
  message: string;
  code: string | undefined;
  errors?: Issue[][];
}

/** Of a value that fits none of several shapes, what is wrong with it as the object it was meant to be. */
function deepest(issue: unknown): { path: PropertyKey[]; message: string } {
  const { path, message, errors } = issue as Issue;
  const inner = errors?.flat().filter((e) => e.path.length > 0 || e.code === 'unrecognized_keys') ?? [];
  if (inner.length === 0) return { path, message };
  const found = deepest(inner[0]);
  return { path: [...path, ...found.path], message: found.message };
}

function remedyOf(code: string | undefined, path: readonly PropertyKey[]): string {
  if (path.at(-1) === 'currency' || path[0] === 'rates') return 'write currencies as ISO 4217 and rates by day';
  if (path[0] === 'stages') return 'a stage is a sub-stage ("4.1") or { subStage, outcome, label, preferred }';
  if (code === 'unrecognized_keys') return 'take the key out, or correct its name; docs/crm/mapping.md lists them all';
  return 'see docs/crm/mapping.md for what may stand here';
}

/** The line of a key, or of the nearest thing above it that is there. */
function lineOf(contents: Node | null, lines: LineCounter, path: readonly PropertyKey[]): number | null {
  let node: Node | null = contents;
  let at = node?.range?.[0];
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => String(item.key) === String(step));
      if (!pair) break;
      at = (pair.key as Node).range?.[0] ?? at;
      node = pair.value as Node | null;
    } else if (isSeq(node)) {
      node = (node.items[Number(step)] as Node | undefined) ?? null;
      at = node?.range?.[0] ?? at;
    } else break;
  }
  return at === undefined ? null : lines.linePos(at).line;
}
