import { nearest } from '@salesagent/governance';
import type { PlaybookProblem } from './problems';
import type { YamlSource } from './source';

/** Path of a rule (`rules.weights.size`) → the file it was last set in. */
export type Provenance = Record<string, string>;

export interface Layered {
  value: unknown;
  provenance: Provenance;
}

const isPlain = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v);

/** Where each leaf of a value comes from when it all comes from one file. */
export function originOf(value: unknown, file: string, path = ''): Provenance {
  if (!isPlain(value)) return { [path]: file };
  return Object.assign({}, ...Object.entries(value).map(([k, v]) => originOf(v, file, path ? `${path}.${k}` : k)));
}

/**
 * A company's values over the firm's: maps merge key by key, lists and values are replaced whole (half a list of
 * bands is never what was meant). `unknown` is told of keys the firm's playbook does not have.
 */
export function overlay(
  under: Layered,
  over: unknown,
  file: string,
  unknown: (path: string[], siblings: string[]) => void,
): Layered {
  const provenance = { ...under.provenance };
  const merge = (a: unknown, b: unknown, path: string[]): unknown => {
    if (!isPlain(a) || !isPlain(b)) {
      const key = path.join('.');
      for (const p of Object.keys(provenance)) if (p === key || p.startsWith(`${key}.`)) delete provenance[p];
      Object.assign(provenance, originOf(b, file, key));
      return b;
    }
    const merged: Record<string, unknown> = { ...a };
    for (const [k, v] of Object.entries(b)) {
      if (!(k in a)) unknown([...path, k], Object.keys(a));
      merged[k] = merge(a[k], v, [...path, k]);
    }
    return merged;
  };
  return { value: merge(under.value, over, []), provenance };
}

/**
 * Values of a file over those of others, with the file that set each; keys that those below do not have are named.
 * @param options.part what of a file counts, all when absent
 * @param options.checkedElsewhere paths whose keys somebody else names when they are none
 */
export function layerValues(
  sources: YamlSource[],
  problems: PlaybookProblem[],
  {
    part = (value) => value,
    checkedElsewhere: isChecked = () => false,
  }: { part?: (value: unknown) => unknown; checkedElsewhere?: (path: readonly string[]) => boolean } = {},
) {
  const [first, ...rest] = sources;
  const lowest = part(first?.value());
  let layered: Layered = { value: lowest, provenance: originOf(lowest, first?.file ?? '') };
  for (const source of rest) {
    const value = part(source.value());
    if (value === undefined || value === null) continue;
    layered = overlay(layered, value, source.file, (path, siblings) => {
      const at = { file: source.file, line: source.lineOf(path) };
      if (!isChecked(path)) problems.push(unknownKey(at, path, siblings));
    });
  }
  const bySource = new Map(sources.map((s) => [s.file, s]));
  const locate = (path: readonly PropertyKey[]): { file: string; line: number } => {
    const key = path.map(String).join('.');
    const origin = Object.entries(layered.provenance).find(
      ([p]) => key === '' || key === p || key.startsWith(`${p}.`) || p.startsWith(`${key}.`),
    );
    const source = bySource.get(origin?.[1] ?? '') ?? first;
    return { file: source?.file ?? '', line: source?.lineOf(path) ?? 1 };
  };
  return { ...layered, locate };
}

export function unknownKey(at: { file: string; line: number }, path: string[], known: string[]): PlaybookProblem {
  const key = path.at(-1) ?? '';
  const near = nearest(key, known);
  return {
    ...at,
    message: `"${path.join('.')}" is not a key of this section`,
    suggestion: near ? `did you mean "${near}"?` : `use one of ${known.join(', ')}`,
  };
}
