/** Values by path, as provenance names them: maps are walked, lists are values. */
export function leavesOf(value: unknown, at: readonly string[] = []): [path: readonly string[], value: unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return at.length === 0 ? [] : [[at, value]];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...at, key]));
}
