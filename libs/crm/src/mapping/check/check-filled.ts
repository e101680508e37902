import type { HostedRecord, ObjectDescription } from '../../hosted/port';
import { compileObjects } from '../compiled';
import type { CrmSource } from '../discover/discover';
import { candidatesFor, samplesOf } from '../discover/match-fields';
import { isTechnical } from '../discover/names';
import { sampleShown } from '../discover/samples';
import { whyNot } from '../discover/standard-objects';
import type { HostedMapping } from '../hosted-mapping';
import { isEmpty } from '../read-value';
import { EXAMPLES, type CheckFinding } from './finding';

/** Fields that hold values nobody reads, fields that are read and hold none, and fields that compete for one. */
export function checkFilled(mapping: HostedMapping, { objects, records }: CrmSource): CheckFinding[] {
  const ignored = new Set(mapping.file.ignore);
  const mapped = new Map(mapping.selections().map((s) => [s.object, new Set(s.fields)]));
  return objects.flatMap((description) => {
    if (ignored.has(description.name)) return [];
    const own = records.filter((r) => r.object === description.name && r.state === 'live');
    const fields = mapped.get(description.name);
    if (!fields) return own.length === 0 ? [] : [objectLeft(description, own.length)];
    return [
      ...neverFilled(description, own, fields),
      ...ambiguous(mapping, description, own, ignored),
      ...fieldsLeft(description, own, fields, ignored),
    ];
  });
}

const filled = (records: readonly HostedRecord[], field: string) =>
  samplesOf(records, field).filter((v) => !isEmpty(v)).length;

function objectLeft({ name }: ObjectDescription, of: number): CheckFinding {
  const remedy = `map it under \`records:\`, or name it under \`ignore:\``;
  return { kind: 'filled-not-mapped', where: name, count: of, of, examples: [], message: whyNot(name), remedy };
}

function neverFilled({ name }: ObjectDescription, own: readonly HostedRecord[], fields: ReadonlySet<string>) {
  if (own.length === 0) return [];
  return [...fields].flatMap((field): CheckFinding[] => {
    const told = samplesOf(own, field).length;
    if (told === 0 || filled(own, field) > 0) return [];
    const message = 'is mapped, but empty in every record of the sample';
    const remedy = 'fill it in the CRM, or map the field that people use';
    return [{ kind: 'never-filled', where: `${name}.${field}`, count: told, of: told, examples: [], message, remedy }];
  });
}

/** Another field that could as well be meant, and holds values that differ. */
function ambiguous(
  mapping: HostedMapping,
  { name, fields }: ObjectDescription,
  own: readonly HostedRecord[],
  ignored: ReadonlySet<string>,
): CheckFinding[] {
  return compileObjects(mapping.file)
    .filter((o) => o.object === name)
    .flatMap(({ type, fields: compiled }) => {
      const rivals = candidatesFor(type, fields, (f) => samplesOf(own, f)).filter((c) => c.confidence !== 'low');
      return compiled.flatMap(({ canon, source }) =>
        rivals
          .filter((r) => r.canon === canon && source.field !== undefined && r.field.name !== source.field)
          .filter((r) => !(source.or ?? []).includes(r.field.name) && !ignored.has(`${name}.${r.field.name}`))
          .flatMap(({ field }): CheckFinding[] => {
            const both = own.filter((r) => !isEmpty(r.values[field.name] ?? null));
            const differ = both.filter((r) => String(r.values[field.name]) !== String(r.values[source.field!]));
            if (differ.length === 0) return [];
            const seen = differ.map((r) => sampleShown(r.values[field.name]!, type, canon, field));
            const examples = [...new Set(seen)].slice(0, EXAMPLES);
            const message = `${type}.${canon} is read from ${source.field}, but ${field.name} could be meant as well`;
            const remedy = `decide for one, and name the other under \`ignore:\` as ${name}.${field.name}`;
            const where = `${name}.${field.name}`;
            return [{ kind: 'ambiguous', where, count: differ.length, of: own.length, examples, message, remedy }];
          }),
      );
    });
}

function fieldsLeft(
  { name, fields: described }: ObjectDescription,
  own: readonly HostedRecord[],
  fields: ReadonlySet<string>,
  ignored: ReadonlySet<string>,
): CheckFinding[] {
  return described.flatMap((field): CheckFinding[] => {
    const where = `${name}.${field.name}`;
    if (fields.has(field.name) || isTechnical(field.name) || ignored.has(where)) return [];
    const count = filled(own, field.name);
    if (count === 0) return [];
    const message = `"${field.label}" holds values that no canon field is read from`;
    const remedy = 'map it if agents should know it, or name it under `ignore:`';
    return [{ kind: 'filled-not-mapped', where, count, of: own.length, examples: [], message, remedy }];
  });
}
