import { ACTIONS, PLANNED_ACTIONS, type CatalogueEntry } from '@salesagent/canon/sales';
import { ACTION_RULES } from './generated/action-rules';
import { passageOf, type Playbook, type Section } from './playbook';
import { placeholdersOf } from './template';

/** A threshold that the code of an action reads, and the file of the playbook that sets it; null = none does. */
export interface ThresholdRead {
  /** `rules.weights.size`, `attention.uplift` */
  path: string;
  from: string | null;
}

export interface ActionCoverage {
  action: string;
  /** Whether there is code that acts by the section, or only the section. */
  inCode: boolean;
  section: string;
  /** The section is there and is this action's. */
  written: boolean;
  rules: number;
  /** Headings of passages that are filled from facts. */
  templates: string[];
  workedExample: boolean;
  reads: ThresholdRead[];
  /** What is not there, as sentences; empty where nothing is missing. */
  missing: string[];
}

export interface Share {
  have: number;
  of: number;
}

export interface PlaybookCoverage {
  complete: boolean;
  /** Actions of the catalogue, those that are not in code yet included, that have a section. */
  sections: Share;
  /** Thresholds used in code that come from the playbook. */
  thresholds: Share;
  actions: ActionCoverage[];
}

/** What the front matter of every action in code is asked for besides its rules. */
const ATTENTION = ['attention.uplift', 'attention.minutes'];
/** Effects that need words: what a customer reads and what a colleague is asked to do. */
const WORDED = ['message', 'terms', 'task'];

/**
 * Which action has what it needs in a playbook.
 * @param rules JSON Schema of the rules that the code of each action reads, by action; the code of this release when absent
 */
export function coverPlaybook(
  playbook: Playbook,
  rules: Readonly<Record<string, object>> = ACTION_RULES,
): PlaybookCoverage {
  const catalogue = Object.entries<CatalogueEntry>({ ...ACTIONS, ...PLANNED_ACTIONS });
  const actions = catalogue
    .map(([action, entry]) => coverAction(action, entry, playbook.section(entry.playbook), rules[action]))
    .sort((a, b) => (a.section < b.section ? -1 : 1));
  const reads = actions.flatMap((a) => a.reads);
  return {
    complete: actions.every((a) => a.missing.length === 0),
    sections: { have: actions.filter((a) => a.written).length, of: actions.length },
    thresholds: { have: reads.filter((r) => r.from !== null).length, of: reads.length },
    actions,
  };
}

function coverAction(
  action: string,
  entry: CatalogueEntry,
  section: Section | null,
  schema: object | undefined,
): ActionCoverage {
  const inCode = Object.hasOwn(ACTIONS, action);
  const written = section?.action === action;
  const paths = inCode ? [...pathsOf(schema ?? {}, 'rules'), ...ATTENTION] : [];
  const reads = paths.map((path) => ({ path, from: section ? setBy(section, path) : null }));
  const templates = section?.passages.filter((p) => placeholdersOf(p.text).length > 0).map((p) => p.heading) ?? [];
  const workedExample = section !== null && passageOf(section, 'Worked example') !== null;
  const rules = Object.keys(section?.provenance ?? {}).filter((path) => path.startsWith('rules.')).length;
  const missing = [
    ...(section === null
      ? [`no section ${entry.playbook}`]
      : written
        ? []
        : [`${entry.playbook} is not this action's`]),
    ...(inCode && schema === undefined ? ['what its code reads is not known: run `npm run docs`'] : []),
    ...(section && !inCode && rules === 0 ? ['no rules'] : []),
    ...(section && templates.length === 0 && entry.effects.some((e) => WORDED.includes(e)) ? ['no template'] : []),
    ...(section && !workedExample ? ['no worked example'] : []),
    ...(section ? reads.filter((r) => r.from === null).map((r) => `${r.path} is read and not set`) : []),
  ];
  return { action, inCode, section: entry.playbook, written, rules, templates, workedExample, reads, missing };
}

/** The file that sets a value or the first part of it. */
function setBy({ provenance }: Section, path: string): string | null {
  const at = Object.keys(provenance).find((key) => key === path || key.startsWith(`${path}.`));
  return at === undefined ? null : (provenance[at] ?? null);
}

/** Paths of the values of a schema; a list or a map with keys of its own counts as one value. */
function pathsOf(schema: object, at: string): string[] {
  const properties = (schema as { properties?: Record<string, object> }).properties;
  if (!properties) return at === 'rules' ? [] : [at];
  return Object.entries(properties).flatMap(([key, value]) => pathsOf(value, `${at}.${key}`));
}
