import type { Json } from './json-schema';

/** A way in which a schema no longer says what it said, at a field. */
export interface SchemaDifference {
  /** `attention.pWin`, `writes[].record`; empty for the data as a whole. */
  field: string;
  what: string;
}

/** Keywords that only explain. */
const ANNOTATIONS = new Set([
  ...['$schema', '$id', '$defs', '$ref', 'title', 'description', 'deprecated', 'examples', 'x-written-by'],
]);
/** Keywords that are compared in a way of their own. */
const STRUCTURE = new Set([
  ...['type', 'properties', 'required', 'additionalProperties', 'items', 'anyOf', 'oneOf', 'enum', 'x-extensible-enum'],
]);

/**
 * Where `now` breaks those who relied on `before`. A topic keeps old events and old readers meet new ones, so both
 * directions count: a field may be added where nobody needs it, and a vocabulary that is marked as growing may grow;
 * everything else breaks somebody. Pure.
 */
export function differences(before: Json, now: Json): SchemaDifference[] {
  return compare({ schema: before, root: before }, { schema: now, root: now }, '');
}

interface Place {
  schema: Json;
  /** Where `$ref` points into. */
  root: Json;
}

function compare(before: Place, now: Place, field: string): SchemaDifference[] {
  const [old, fresh] = [alternatives(before), alternatives(now)];
  const found: SchemaDifference[] = [];
  for (const [name, place] of old) {
    const same = fresh.get(name);
    if (same) found.push(...compareOne(place, same, field));
    else found.push({ field, what: `no longer allows ${name}` });
  }
  for (const name of fresh.keys()) if (!old.has(name)) found.push({ field, what: `now also allows ${name}` });
  return found;
}

/** What a schema allows, each under a name by which it is found again: `string`, `null`, `object Sealed`, `kind task`. */
function alternatives({ schema, root }: Place): Map<string, Place> {
  const reference = schema['$ref'];
  if (typeof reference === 'string') {
    const name = reference.split('/').at(-1)!;
    const target = ((root['$defs'] ?? {}) as Record<string, Json>)[name] ?? {};
    const inner = alternatives({ schema: target, root });
    return inner.size === 1 ? new Map([[`object ${name}`, [...inner.values()][0]!]]) : inner;
  }
  const either = (schema['anyOf'] ?? schema['oneOf']) as Json[] | undefined;
  if (either) return new Map(either.flatMap((one) => [...alternatives({ schema: one, root })]));
  const { type } = schema;
  if (Array.isArray(type)) return new Map(type.map((one: string) => [one, { schema: { ...schema, type: one }, root }]));
  return new Map([[nameOf(schema), { schema, root }]]);
}

function nameOf(schema: Json): string {
  const properties = (schema['properties'] ?? {}) as Record<string, Json>;
  const discriminator = Object.entries(properties).find(([, { const: value }]) => typeof value === 'string');
  if (discriminator) return `${discriminator[0]} "${String(discriminator[1]['const'])}"`;
  return typeof schema['type'] === 'string' ? schema['type'] : 'anything';
}

function compareOne(before: Place, now: Place, field: string): SchemaDifference[] {
  const [old, fresh] = [before.schema, now.schema];
  const found = [...compareEnums(old, fresh, field), ...compareFields(before, now, field)];
  for (const [keyword, suffix] of [
    ['items', '[]'],
    ['additionalProperties', '.*'],
  ] as const) {
    const [a, b] = [(old[keyword] ?? {}) as Json, (fresh[keyword] ?? {}) as Json];
    if (old['type'] === 'array' || old['type'] === 'object') {
      found.push(...compare({ ...before, schema: a }, { ...now, schema: b }, `${field}${suffix}`));
    }
  }
  const keywords = new Set([...Object.keys(old), ...Object.keys(fresh)]);
  for (const keyword of keywords) {
    if (ANNOTATIONS.has(keyword) || STRUCTURE.has(keyword)) continue;
    const [a, b] = [JSON.stringify(old[keyword]), JSON.stringify(fresh[keyword])];
    if (a !== b) found.push({ field, what: `${keyword} was ${a ?? 'not given'} and is ${b ?? 'not given'}` });
  }
  return found;
}

function compareEnums(old: Json, fresh: Json, field: string): SchemaDifference[] {
  const lists = (schema: Json) => ({
    closed: schema['enum'] as unknown[] | undefined,
    open: schema['x-extensible-enum'] as unknown[] | undefined,
  });
  const [a, b] = [lists(old), lists(fresh)];
  const [was, is] = [a.closed ?? a.open, b.closed ?? b.open];
  if (!was && !is) return [];
  const closed = { field, what: 'is now limited to a list of values' };
  if (!was) return b.open ? [] : [closed];
  if (!is) return a.open ? [] : [{ field, what: 'is no longer limited to a list of values' }];
  const gone = was.filter((value) => !is.includes(value));
  const added = is.filter((value) => !was.includes(value));
  return [
    ...(gone.length > 0 ? [{ field, what: `no longer has the value ${gone.join(', ')}` }] : []),
    ...(added.length > 0 && a.closed
      ? [{ field, what: `has the new value ${added.join(', ')}, of a closed list` }]
      : []),
    ...(a.open && b.closed ? [closed] : []),
    ...(a.closed && b.open ? [{ field, what: 'is no longer limited to a list of values' }] : []),
  ];
}

function compareFields(before: Place, now: Place, at: string): SchemaDifference[] {
  const fields = ({ schema }: Place) => (schema['properties'] ?? {}) as Record<string, Json>;
  const needed = ({ schema }: Place) => new Set((schema['required'] ?? []) as string[]);
  const [old, fresh, was, is] = [fields(before), fields(now), needed(before), needed(now)];
  const path = (name: string): string => (at ? `${at}.${name}` : name);
  const found: SchemaDifference[] = [];
  for (const [name, schema] of Object.entries(old)) {
    const field = path(name);
    if (!fresh[name]) {
      found.push({ field, what: 'was removed, or renamed' });
      continue;
    }
    if (was.has(name) && !is.has(name)) found.push({ field, what: 'was always there and is now optional' });
    if (!was.has(name) && is.has(name)) found.push({ field, what: 'was optional and is now required' });
    found.push(...compare({ ...before, schema }, { ...now, schema: fresh[name] }, field));
  }
  for (const name of Object.keys(fresh)) {
    if (!old[name] && is.has(name)) found.push({ field: path(name), what: 'was added and is required' });
  }
  return found;
}
