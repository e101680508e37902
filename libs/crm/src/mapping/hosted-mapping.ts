import type { RecordType } from '@salesagent/canon/sales';
import { InvalidField } from '../errors';
import type { CanonMapping } from '../hosted/canon-mapping';
import type { HostedRecord, HostedValues, Selection } from '../hosted/port';
import type { FieldValues, RecordState } from '../port';
import { CompanyTime } from './company-time';
import { compileObjects, fieldsRead, STAGE_IN_NAME, type CompiledObject } from './compiled';
import { DealStages } from './deal-stages';
import type { MappingFile } from './file-schema';
import { Rates } from './rates';
import { targetStates } from './targets';
import { writeAs, type WritingRules } from './to-hosted';
import { translate, type Translation, type TranslationRules } from './translate';
import { writableFields } from './writable-fields';

/** A company's mapping file at work. Pure: the same record always says the same. */
export class HostedMapping implements CanonMapping {
  private readonly objects: readonly CompiledObject[];
  private readonly stages: DealStages | null;
  private readonly rules: TranslationRules & WritingRules;

  constructor(readonly file: MappingFile) {
    this.objects = compileObjects(file);
    this.stages = file.stages ? new DealStages(file.stages) : null;
    const { currency, timeZone, fiscalYearStartMonth } = file.company;
    const [time, rates] = [new CompanyTime(timeZone), new Rates(currency, file.rates)];
    this.rules = { crm: file.crm, stages: this.stages, people: file.people, time, rates, fiscalYearStartMonth };
  }

  types(): readonly RecordType[] {
    return [...new Set(this.objects.map((o) => o.type))];
  }

  selectionsOf(type: RecordType): readonly Selection[] {
    return this.select(this.objects.filter((o) => o.type === type));
  }

  selections(): readonly Selection[] {
    return this.select(this.objects);
  }

  /** What writes may set in records that are there, by object. */
  writableFields(): Selection[] {
    return writableFields(this.objects, this.stages?.file.field);
  }

  toCanon(record: HostedRecord): RecordState[] {
    return this.translate(record).states;
  }

  translate(record: HostedRecord): Translation {
    const objects = this.objects.filter((o) => o.object === record.object);
    return translate(record, objects, this.rules);
  }

  written(record: HostedRecord, values: HostedValues): HostedRecord {
    const after = { ...record, values: { ...record.values, ...values } };
    const { stages } = this;
    const deals = this.objects.filter((o) => o.type === 'opportunity' && o.object === record.object);
    if (!stages || deals.length === 0) return after;
    const { field, closed, won } = stages.file;
    if (after.values[field] === record.values[field]) return after;
    const stamped = deals
      .flatMap((o) => o.fields)
      .filter(({ source }) => source.field?.includes(STAGE_IN_NAME))
      .flatMap(({ source }) => fieldsRead(source, this.stageValues()));
    for (const name of [closed, won, ...stamped]) if (name !== undefined) delete after.values[name];
    return after;
  }

  /** Targets that stand in the file itself, as of a day. */
  targets(asOf: Date): RecordState[] {
    return targetStates(this.file, asOf);
  }

  objectOf(type: RecordType, set: FieldValues, id: string): string {
    const objects = new Set(this.objectsOf(type, id).map(({ object }) => object));
    return objects.size === 1 ? [...objects][0]! : this.toHosted(type, set, id).object;
  }

  toHosted(
    type: RecordType,
    set: FieldValues,
    id: string | null,
    current?: HostedRecord,
  ): { object: string; values: HostedValues } {
    const found = this.objectsOf(type, id);
    if (found.length === 0) {
      const detail = `the mapping file has no object for ${id === null ? `a ${type}` : `${type} ${id}`}`;
      throw new InvalidField(type, Object.keys(set)[0] ?? 'id', `${detail}; add it under records.${type}`);
    }
    const tried = found.map((mapped) => attempt(mapped, set, id === null, this.rules, current?.values));
    const fit = tried.filter((t) => 'values' in t);
    const refused = tried.find((t) => 'error' in t);
    if (fit.length === 0 && refused) throw refused.error;
    const objects = [...new Set(fit.map((f) => f.object))];
    if (id !== null && objects.length > 1) {
      const detail = `${id} may be of ${objects.join(' or ')}; say how their ids begin (\`ids:\`) in the mapping file`;
      throw new InvalidField(type, Object.keys(set)[0] ?? 'id', detail);
    }
    return fit[0]!;
  }

  holds(type: RecordType, field: string): boolean {
    if (type === 'opportunity' && OF_THE_STAGE.has(field)) return this.stages !== null;
    if (type === 'opportunity' && field === 'stageEnteredAt') return false;
    return this.objects
      .filter((o) => o.type === type)
      .flatMap((o) => o.fields)
      .some(({ canon, source }) => (canon === field || PARTS[field]?.(canon)) && source.write !== 'derived');
  }

  hostedFieldsOf(type: RecordType, object: string, canonFields: readonly string[]): Map<string, string> {
    const found = new Map<string, string>();
    for (const mapped of this.objects.filter((o) => o.type === type && o.object === object)) {
      for (const { canon, source } of mapped.fields) {
        const asked = canonFields.find((f) => f === canon || PARTS[f]?.(canon));
        if (asked) for (const field of fieldsRead(source, this.stageValues())) found.set(field, asked);
      }
    }
    const ofStage = canonFields.find((f) => OF_THE_STAGE.has(f));
    if (type === 'opportunity' && this.stages && ofStage) found.set(this.stages.file.field, ofStage);
    return found;
  }

  private objectsOf(type: RecordType, id: string | null): CompiledObject[] {
    return this.objects.filter((o) => o.type === type && (id === null || o.ids === null || id.startsWith(o.ids)));
  }

  private select(objects: readonly CompiledObject[]): Selection[] {
    const byObject = new Map<string, Set<string>>();
    for (const { type, object, when, fields } of objects) {
      const names = byObject.get(object) ?? new Set<string>();
      for (const name of Object.keys(when)) names.add(name);
      for (const { source } of fields) for (const name of fieldsRead(source, this.stageValues())) names.add(name);
      if (type === 'opportunity') for (const name of this.stages?.fields() ?? []) names.add(name);
      byObject.set(object, names);
    }
    return [...byObject].map(([object, fields]) => ({ object, fields: [...fields].sort() }));
  }

  private stageValues(): string[] {
    return [...new Set(Object.values(this.file.stages?.of ?? {}).flatMap((stages) => Object.keys(stages)))];
  }
}

const OF_THE_STAGE: ReadonlySet<string> = new Set(['crmStage', 'subStage', 'outcome']);

/** Canon fields that a mapping fills in parts, or together with another. */
const PARTS: Readonly<Record<string, (canon: string) => boolean>> = {
  meddicc: (canon) => canon.startsWith('meddicc.'),
  closedAt: (canon) => canon === 'closeDate',
  expectedCloseDate: (canon) => canon === 'closeDate',
};

type Attempt = { object: string; values: HostedValues } | { object: string; error: InvalidField };

function attempt(
  mapped: CompiledObject,
  set: FieldValues,
  creating: boolean,
  rules: WritingRules,
  current?: HostedValues,
): Attempt {
  try {
    return { object: mapped.object, values: writeAs(mapped, set, creating, rules, current) };
  } catch (error) {
    if (error instanceof InvalidField) return { object: mapped.object, error };
    throw error;
  }
}
