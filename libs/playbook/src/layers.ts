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
