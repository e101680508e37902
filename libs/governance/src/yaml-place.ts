import { isMap, isSeq, visit, type Document, type LineCounter, type Node } from 'yaml';

/** Lines and columns count from 1. */
export interface Place {
  line: number;
  column: number;
}

/** Where a value stands in a YAML document, or the nearest thing above it that exists. */
export function placeOf(contents: Node | null, lines: LineCounter, path: readonly PropertyKey[]): Place {
  let node = contents;
  let at = node?.range?.[0] ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((p) => String(p.key) === String(step));
      if (!pair) break;
      at = (pair.key as Node).range?.[0] ?? at;
      node = pair.value as Node | null;
    } else if (isSeq(node)) {
      node = (node.items[Number(step)] as Node | undefined) ?? null;
      at = node?.range?.[0] ?? at;
    } else break;
  }
  const { line, col } = lines.linePos(at);
  return { line, column: col };
}

/** Why a YAML document without mistakes of form says nothing all the same, and what to do about it. */
export interface AliasProblem extends Place {
  message: string;
  suggestion: string;
}

/** What a YAML document says. Its aliases are followed only then: `*Renewal*` is one of a name that nothing has. */
export function yamlValueOf(document: Document, lines: LineCounter): { value: unknown; problem: AliasProblem | null } {
  try {
    const value: unknown = document.toJS();
    // An alias of what it stands in has no end.
    JSON.stringify(value);
    return { value, problem: null };
  } catch (error) {
    const aliases: Node[] = [];
    visit(document, {
      Alias: (_, alias) => void (alias.resolve(document) ? aliases.push(alias) : aliases.unshift(alias)),
    });
    const { line, col } = lines.linePos(aliases[0]?.range?.[0] ?? 0);
    const [message = ''] = (error as Error).message.split('\n');
    const suggestion = 'put a value that begins with * in quotes ("*Renewal*"), or write it out';
    return { value: undefined, problem: { line, column: col, message: `not valid YAML: ${message}`, suggestion } };
  }
}
