import { readerSchema, type Json } from './json-schema';
import { versionsOf, type VersionedEvent } from './catalogue';

/** The JSON Schema (draft 2020-12) of the data of one version of an event, complete in itself. */
export function dataSchema({ name, definition, schema }: VersionedEvent): Json {
  const { $schema, ...rest } = readerSchema(schema);
  return {
    $schema,
    $id: `urn:salesagent:event:${name}`,
    title: name,
    description: definition.description,
    ...(definition.deprecated ? { deprecated: true } : {}),
    ...rest,
  };
}

export function schemaFiles(): Record<string, () => string> {
  return Object.fromEntries(
    versionsOf().map((event) => [`contracts/schemas/${event.name}.json`, () => asJson(dataSchema(event))]),
  );
}

export const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
