import { z } from 'zod';
import { ENDPOINTS, type Endpoint } from './endpoints';
import { problemSchema } from './problem.schema';
import { streamEventSchema } from './stream.schema';

type Json = Record<string, unknown>;
const REF = '#/components/schemas/';

/** Every schema that carries an id (`.meta({ id })`) as a component, references among them kept. */
function components(): Json {
  const registry = z.registry<{ id: string }>();
  for (const [schema, meta] of namedSchemas()) registry.add(schema, { id: meta });
  const { schemas } = z.toJSONSchema(registry, { uri: (id) => `${REF}${id}`, io: 'output', unrepresentable: 'any' });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, schema]) => {
      const { $schema: _dialect, $id: _id, id: _meta, ...rest } = schema as Json;
      return [id, rest];
    }),
  );
}

function namedSchemas(): Map<z.ZodType, string> {
  const named = new Map<z.ZodType, string>();
  const visit = (value: unknown, seen: Set<unknown>): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if (value instanceof z.ZodType) {
      const id = z.globalRegistry.get(value)?.id;
      if (id) named.set(value, id);
      visit(value._zod.def, seen);
      return;
    }
    for (const inner of Object.values(value)) visit(inner, seen);
  };
  const seen = new Set<unknown>();
  visit(problemSchema, seen);
  visit(streamEventSchema, seen);
  for (const endpoint of ENDPOINTS) {
    visit(endpoint.body, seen);
    visit(endpoint.response, seen);
    visit(endpoint.lines, seen);
  }
  return named;
}

function reference(schema: z.ZodType): Json {
  const id = z.globalRegistry.get(schema)?.id;
  if (!id) throw new Error('A body or response in the API needs a name: add .meta({ id })');
  return { $ref: `${REF}${id}` };
}

function parameters(endpoint: Endpoint): Json[] {
  const inPath = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  if (!endpoint.query) return inPath;
  const { properties = {} } = z.toJSONSchema(endpoint.query, {
    io: 'output',
    unrepresentable: 'any',
    reused: 'inline',
  });
  const inQuery = Object.entries(properties).map(([name, schema]) => {
    const { description, id: _id, ...rest } = inline(schema) as Json;
    return { name, in: 'query', required: false, schema: rest, ...(description ? { description } : {}) };
  });
  return [...inPath, ...inQuery];

  /** Query parameters are small enums; a named one is written out instead of referred to. */
  function inline(schema: unknown): unknown {
    const named = (schema as { $ref?: string }).$ref;
    if (!named) return schema;
    return z.toJSONSchema(endpoint.query!, { unrepresentable: 'any' }).$defs?.[named.split('/').at(-1)!] ?? schema;
  }
}

function operation(endpoint: Endpoint): Json {
  const problem = { content: { 'application/json': { schema: reference(problemSchema) } } };
  const content = endpoint.response
    ? { 'application/json': { schema: reference(endpoint.response) } }
    : endpoint.lines
      ? { 'application/x-ndjson': { schema: reference(endpoint.lines) } }
      : Object.fromEntries(
          (endpoint.media ?? []).map((type) => [type, { schema: { type: 'string', format: 'binary' } }]),
        );
  return {
    operationId: endpoint.id,
    summary: endpoint.summary,
    ...(endpoint.public ? { security: [] } : {}),
    parameters: parameters(endpoint),
    ...(endpoint.body && {
      requestBody: { required: true, content: { 'application/json': { schema: reference(endpoint.body) } } },
    }),
    responses: {
      [endpoint.status]: { description: 'OK', content },
      ...(endpoint.query || endpoint.body ? { 400: { description: 'The request is wrong', ...problem } } : {}),
      ...(endpoint.public ? {} : { 401: { description: 'Not signed in', ...problem } }),
      403: { description: 'Not permitted', ...problem },
      404: { description: 'Not there, or not visible to the reader', ...problem },
      409: { description: 'It changed meanwhile', ...problem },
      503: { description: 'A service is down; `service` names it', ...problem },
    },
  };
}

/** The API of the console as an OpenAPI 3.1 document, from the same schemas that check requests. */
export function openApiDocument(): Json {
  const paths: Record<string, Json> = {};
  for (const endpoint of ENDPOINTS) {
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method]: operation(endpoint) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sales agent console',
      version: '1',
      description: 'The only door for people: the web application and the `salesagent` command are clients of it.',
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }, { cookie: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        cookie: {
          type: 'apiKey',
          in: 'cookie',
          name: 'salesagent_session',
          description: 'Writes by cookie need the header `x-salesagent-request: 1` and an Origin of the console.',
        },
      },
      schemas: components(),
    },
  };
}
