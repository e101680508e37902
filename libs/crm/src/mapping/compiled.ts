import type { FieldSpec, RecordType } from '@salesagent/canon/sales';
import { LOAD_ORDER } from '../csv/read-export';
import { targetSpec, wordsOf } from './canon-words';
import type { Condition, FieldSource, MappingFile } from './file-schema';

/** Stands in a field's name for the deal's present stage. */
export const STAGE_IN_NAME = '{stage}';

/** One canon field and where it comes from. */
export interface CompiledField {
  /** A canon field, `meddicc.{letter}` or `closeDate`. */
  canon: string;
  spec: FieldSpec;
  source: FieldSource;
  /** The closed list its values are of, where it has one. */
  words: readonly string[] | null;
}

/** One object as one record type. */
export interface CompiledObject {
  type: RecordType;
  object: string;
  when: Readonly<Record<string, Condition>>;
  ids: string | null;
  fields: readonly CompiledField[];
}

/** The objects of a mapping file, types in an order in which none comes before one it refers to. */
export function compileObjects(file: MappingFile): CompiledObject[] {
  return LOAD_ORDER.flatMap((type) =>
    (file.records[type] ?? []).map(({ object, when, ids, fields }) => ({
      ...{ type, object, when: when ?? {}, ids: ids ?? null },
      fields: Object.entries(fields).map(([canon, told]): CompiledField => {
        const source = typeof told === 'string' ? { field: told } : told;
        return { canon, spec: targetSpec(type, canon)!, source, words: wordsOf(type, canon) };
      }),
    })),
  );
}

/** CRM fields a source is read from. `{stage}` is replaced by every stage the file names. */
export function fieldsRead(source: FieldSource, stages: readonly string[] = []): string[] {
  const { field, or, join, currency, at } = source;
  const named = [field, ...(or ?? []), ...(join ?? []), isCode(currency) ? undefined : currency, at];
  return named
    .filter((name) => name !== undefined)
    .flatMap((name) => (name.includes(STAGE_IN_NAME) ? stages.map((s) => inStage(name, s)) : [name]));
}

export const inStage = (name: string, stage: string): string => name.replaceAll(STAGE_IN_NAME, stage);

/** A currency itself rather than a field that holds one: CRMs have no field named by three capitals. */
export const isCode = (currency: string | undefined): boolean => /^[A-Z]{3}$/.test(currency ?? '');
