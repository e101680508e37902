import { z } from 'zod';
import type { HostedFieldType } from '../../hosted/port';
import type { CrmSource } from '../discover/discover';
import { MappingRefused } from '../problems';

const TYPES = [
  ...(['text', 'long-text', 'number', 'money', 'percent', 'boolean', 'date', 'instant', 'choice', 'choices'] as const),
  ...(['reference', 'email', 'phone', 'url', 'other'] as const),
] satisfies HostedFieldType[];

const option = z.object({
  value: z.string(),
  label: z.string(),
  active: z.boolean().default(true),
  pipeline: z.string().exactOptional(),
  closed: z.boolean().exactOptional(),
  won: z.boolean().exactOptional(),
  probability: z.number().exactOptional(),
});

const field = z
  .object({
    name: z.string(),
    label: z.string().optional(),
    type: z.enum(TYPES),
    options: z.array(option).default([]),
    references: z.array(z.string()).default([]),
    createable: z.boolean().default(true),
    updateable: z.boolean().default(true),
    custom: z.boolean().default(false),
    unique: z.boolean().default(false),
    history: z.boolean().default(false),
  })
  .transform(({ label, ...rest }) => ({ ...rest, label: label ?? rest.name }));

const value = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);

const source = z.object({
  crm: z.enum(['salesforce', 'hubspot']),
  objects: z.array(
    z
      .object({
        name: z.string(),
        label: z.string().optional(),
        custom: z.boolean().default(false),
        createable: z.boolean().default(true),
        updateable: z.boolean().default(true),
        fields: z.array(field),
      })
      .transform(({ label, ...rest }) => ({ ...rest, label: label ?? rest.name })),
  ),
  records: z
    .array(
      z.object({
        object: z.string(),
        id: z.string(),
        values: z.record(z.string(), value),
        modifiedAt: z.coerce.date().default(new Date(0)),
        modifiedBy: z.string().nullable().default(null),
        state: z.enum(['live', 'deleted', 'merged']).default('live'),
        ours: z.boolean().default(false),
      }),
    )
    .default([]),
});

/**
 * Descriptions and samples of a CRM as one JSON document, shaped as the port gives them; what may be left out takes
 * the usual value. @throws MappingRefused naming the place
 */
export function parseJsonSource(text: string, file: string): CrmSource {
  const refuse = (key: string, message: string, remedy: string): never => {
    throw new MappingRefused([{ file, line: null, key, message, remedy }]);
  };
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    return refuse('', (error as Error).message, 'give a JSON document, or a folder of CSV files');
  }
  const parsed = source.safeParse(raw);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  return refuse(path.join('.'), message, 'give { crm, objects: [{ name, fields: [{ name, type }] }], records }');
}
