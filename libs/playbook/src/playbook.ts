import type { z } from 'zod';
import { PlaybookErrors, type PlaybookProblem } from './problems';
import type { Provenance } from './layers';
import { slugOf } from './source';

/** A citable passage. Its id does not change when its words do; its section's version does. */
export interface Passage {
  /** `4-progression/stalled-deal-alert#what-to-do` */
  id: string;
  heading: string;
  /** Markdown as written; templates carry `{{placeholders}}`. */
  text: string;
  file: string;
  line: number;
}

export interface Section {
  /** `4-progression/stalled-deal-alert` */
  id: string;
  title: string;
  action: string | null;
  /** Front matter `rules` with the company's values over the firm's; read it through `rulesOf`. */
  rules: unknown;
  /** The whole front matter, layered. */
  frontMatter: Record<string, unknown>;
  /** Which file set each rule: `rules.touchDays` → `companies/acme/3-pipeline/….md`. */
  provenance: Provenance;
  passages: Passage[];
  /** Hash of rules and passages: changes when anything a decision rests on changes. */
  version: string;
  /** File and line of a rule, for messages. */
  locate(path: readonly PropertyKey[]): { file: string; line: number };
}

/** A YAML file of the playbook (`policy`, `playbook`, `pricing`), layered. */
export interface PlaybookData {
  name: string;
  value: unknown;
  provenance: Provenance;
  locate(path: readonly PropertyKey[]): { file: string; line: number };
}

export class Playbook {
  constructor(
    private readonly sectionsById: ReadonlyMap<string, Section>,
    private readonly dataByName: ReadonlyMap<string, PlaybookData>,
    /** Hash of everything in it. */
    readonly version: string,
  ) {}

  get sections(): Section[] {
    return [...this.sectionsById.values()];
  }

  section(id: string): Section | null {
    return this.sectionsById.get(id) ?? null;
  }

  /** `4-progression/stalled-deal-alert#what-to-do`, with or without `playbook:` in front. */
  passage(id: string): Passage | null {
    const bare = id.replace(/^playbook:/, '');
    const section = this.section(bare.split('#')[0] ?? '');
    return section?.passages.find((p) => p.id === bare) ?? null;
  }

  get allData(): PlaybookData[] {
    return [...this.dataByName.values()];
  }

  data(name: string): PlaybookData | null {
    return this.dataByName.get(name) ?? null;
  }
}

/** The passage of a section below a heading, by heading or slug. */
export function passageOf(section: Section, heading: string): Passage | null {
  const slug = slugOf(heading);
  return section.passages.find((p) => p.id === `${section.id}#${slug}`) ?? null;
}

/**
 * The rules of a section as its code reads them.
 * @throws PlaybookErrors with file and line of each rule that does not fit.
 */
export function rulesOf<S extends z.ZodType>(section: Section, schema: S): z.output<S> {
  return checked(schema, section.rules, (path) => section.locate(['rules', ...path]));
}

/** A data file as its code reads it. @throws PlaybookErrors */
export function dataOf<S extends z.ZodType>(data: PlaybookData, schema: S): z.output<S> {
  return checked(schema, data.value, (path) => data.locate(path));
}

function checked<S extends z.ZodType>(
  schema: S,
  value: unknown,
  locate: (path: PropertyKey[]) => { file: string; line: number },
): z.output<S> {
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  throw new PlaybookErrors(
    parsed.error.issues.map((issue): PlaybookProblem => {
      const name = issue.path.map(String).join('.');
      // What the code does not read is shown where it stands, not where it stands in.
      const at = issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
      return {
        ...locate(at),
        message: `${name || 'rules'}: ${issue.message}`,
        suggestion:
          issue.code === 'unrecognized_keys'
            ? `remove ${issue.keys.map((k) => `"${k}"`).join(', ')} or correct the spelling: the code reads no such rule`
            : issue.code === 'invalid_type' && valueAt(value, issue.path) === undefined
              ? `add "${String(issue.path.at(-1) ?? '')}": the code reads it`
              : 'correct the value; the worked example of the section shows a valid one',
      };
    }),
  );
}

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[key], value);
