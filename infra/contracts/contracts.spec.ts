import { Parser } from '@asyncapi/parser';
import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import {
  cloudEventHeadersSchema,
  EVENTS,
  eventDefinition,
  fromCloudEvent,
  problemOfEnvelope,
  toCloudEvent,
  topicOf,
} from '@salesagent/canon/events';
import { asyncApi, asyncApiYaml } from './asyncapi';
import { topics, TOPIC_MEANINGS, versionsOf } from './catalogue';
import { dataSchema } from './schema-files';
import { samples, theStory } from './samples';

const ajv = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true });
addFormats(ajv);
ajv.addVocabulary(['x-extensible-enum', 'x-sealed', 'x-written-by']);
const validators = new Map(versionsOf().map((event) => [event.name, ajv.compile(dataSchema(event))]));

describe('the sample of', () => {
  it.each([...samples()])('%s is there, and fits its zod schema and its JSON Schema', (type, sample) => {
    const definition = eventDefinition(type)!;
    expect(definition.schema.safeParse(sample.data)).toMatchObject({ success: true });
    const validate = validators.get(`${type}.v${sample.version}`)!;
    validate(sample.data);
    expect(validate.errors).toBeNull();
    expect(problemOfEnvelope(sample)).toBeNull();
    expect(definition.writtenBy).toContain(sample.source);
    expect(sample.topic).toBe(topicOf(sample.company, type, sample.key));
    expect(cloudEventHeadersSchema.safeParse(toCloudEvent(sample).headers)).toMatchObject({ success: true });
    expect(fromCloudEvent(toCloudEvent(sample))).toEqual(sample);
  });

  it.each([...samples()])('%s has the key that its definition tells', (type, { key, data }) => {
    const values = { importId: '.+', period: '.+', ...(data as Record<string, unknown>), company: 'acme' };
    const action = { action: '.+', subject: '.+', actionId: '.+' };
    const expected = eventDefinition(type)!.key.replace(/\{(\w+)\}/g, (_, name: string) =>
      String({ ...action, ...values }[name as 'action'] ?? '.+'),
    );
    expect(key).toMatch(new RegExp(`^${expected}$`));
  });
});

describe('the story the samples are from', () => {
  it('has every event fitting its schema, and sequences without gaps', () => {
    const last = new Map<string, number>();
    for (const event of theStory()) {
      expect([event.type, eventDefinition(event.type)!.schema.safeParse(event.data).error]).toEqual([
        event.type,
        undefined,
      ]);
      const lane = `${event.source} ${event.key}`;
      expect(event.sequence).toBe((last.get(lane) ?? 0) + 1);
      last.set(lane, event.sequence);
    }
  });

  it('shows no personal value', () => {
    expect(JSON.stringify(theStory())).not.toMatch(/Mira|Rune|Cato|@brightwater|First talk|security answers/);
  });
});

describe('what a reader is promised', () => {
  it('lets a field pass that was added later, at any depth', () => {
    const validate = validators.get('ActionProposed.v1')!;
    const data = structuredClone(samples().get('ActionProposed')!.data) as Record<string, Record<string, unknown>>;
    data['added'] = { later: true };
    data['attention']!['added'] = 1;
    expect(validate(data)).toBe(true);
    data['action'] = 'an-action-added-later' as never;
    expect(validate(data)).toBe(true);
    data['tier'] = 'T4' as never;
    expect(validate(data)).toBe(false);
  });
});

describe('every event', () => {
  it.each(versionsOf().map((event) => [event.name, event] as const))('%s says what each field is', (_name, event) => {
    expect(undescribed(dataSchema(event))).toEqual([]);
  });

  it('is found on a topic whose meaning is told', () => {
    expect(
      topics()
        .map((topic) => topic.name)
        .sort(),
    ).toEqual(Object.keys(TOPIC_MEANINGS).sort());
  });
});

describe('the AsyncAPI document', () => {
  it('is valid by the official parser', async () => {
    const { document, diagnostics } = await new Parser().parse(asyncApiYaml('0.1.0'));
    const severe = diagnostics.filter((d) => d.severity <= 1).map((d) => `${d.path.join('.')}: ${d.message}`);
    expect(severe).toEqual([]);
    expect(document?.messages().all().length).toBeGreaterThanOrEqual(EVENTS.length);
  });

  it('has every version of every event as a message, on every topic where it is found', () => {
    const { components, channels } = asyncApi('0.1.0') as {
      components: { messages: object };
      channels: Record<string, { messages: object }>;
    };
    expect(Object.keys(components.messages)).toEqual(versionsOf().map((event) => event.name));
    expect(Object.keys(channels['crm.task']!.messages)).toEqual([
      'TaskCreated.v1',
      'TaskFieldsRevised.v1',
      'RecordDeleted.v1',
    ]);
  });
});

/** Fields of money, time, probability or reference that say nothing of themselves. */
function undescribed(schema: unknown, path = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties, items, anyOf, oneOf, $defs, additionalProperties } = schema as Record<string, unknown>;
  const own = Object.entries((properties ?? {}) as Record<string, object>).flatMap(([name, field]) => [
    ...('description' in field || '$ref' in field || 'const' in field || OBVIOUS.has(name) ? [] : [`${path}.${name}`]),
    ...undescribed(field, `${path}.${name}`),
  ]);
  const inner = [items, additionalProperties, ...[anyOf, oneOf].flatMap((list) => (list as unknown[]) ?? [])];
  return [
    ...own,
    ...inner.flatMap((value) => undescribed(value, path)),
    ...Object.entries(($defs ?? {}) as object).flatMap(([name, value]) => undescribed(value, name)),
  ];
}

/** Names that say all there is to say. */
const OBVIOUS = new Set([
  ...['id', 'type', 'title', 'body', 'accountId', 'opportunityId', 'importId', 'numerator', 'denominator'],
  ...['value', 'reason'],
]);
