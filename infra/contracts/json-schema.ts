import { z } from 'zod';

export type Json = Record<string, unknown>;

/**
 * The JSON Schema that readers elsewhere get of a zod schema. It is what we promise, which is less than what we check
 * when we write: a reader must let fields pass that it does not know, and values of a vocabulary that grows
 * (`extensible`), since both may be added within a version.
 */
export function readerSchema(schema: z.ZodType, target: 'draft-2020-12' | 'draft-7' = 'draft-2020-12'): Json {
  const { '~standard': _standard, ...made } = z.toJSONSchema(schema, {
    target,
    io: 'output',
    reused: 'inline',
    override: ({ jsonSchema }) => tolerate(jsonSchema as Json),
  }) as Json;
  return withoutNames(made) as Json;
}

function tolerate(schema: Json): void {
  if (schema['additionalProperties'] === false) delete schema['additionalProperties'];
  // The format says it; zod's pattern for it is long and no easier to obey.
  if (schema['format'] === 'date' || schema['format'] === 'date-time') delete schema['pattern'];
  if (schema['maximum'] === Number.MAX_SAFE_INTEGER) delete schema['maximum'];
  if (schema['minimum'] === Number.MIN_SAFE_INTEGER) delete schema['minimum'];
  if (JSON.stringify(schema['propertyNames']) === '{"type":"string"}') delete schema['propertyNames'];
  if (schema['extensible'] === true) {
    schema['x-extensible-enum'] = schema['enum'];
    delete schema['enum'];
    delete schema['extensible'];
  }
}

/** A schema's `id` is its name in `$defs`; written out it would be taken for an address. */
function withoutNames(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutNames);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !(key === 'id' && typeof value === 'string'))
      .map(([key, value]) => [key, withoutNames(value)]),
  );
}
