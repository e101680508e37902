import { isMap, isSeq, type LineCounter, type Node } from 'yaml';

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
