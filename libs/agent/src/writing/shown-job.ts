import { passagesIn, withoutPassages, type FoundPassage } from '../documents';
import { Ground, isNamePath, sayable, Source } from '../guard';
import { Pseudonyms, shownToModel } from '../model-input';
import { toldToModels } from '../grounds';
import type { ActionSettings } from '../settings';
import type { FilledPart } from './part';

/** What a draft is written from. */
export interface DraftJob {
  action: string;
  agent: string;
  /** `contact/C1` */
  subject: string;
  facts: object;
  settings: ActionSettings;
  /** The action's allow-list. */
  tools: readonly string[];
  parts: readonly FilledPart[];
  /** Value name → the person's record. */
  people: Readonly<Record<string, string>>;
}

export interface ShownPart {
  id: string;
  template: string;
  wordsAtMost: number;
  first: boolean;
  /** What its text must say: the people of its template, and that it asks where the template does. */
  mustHold: string[];
}

/** A job as a model sees it, and the ground that its answer is checked against: without people, in both. */
export interface ShownJob {
  people: Pseudonyms;
  parts: ShownPart[];
  /** By the path under which each is cited. */
  facts: Record<string, unknown>;
  /** By id. */
  passages: Record<string, string>;
  ground: Ground;
}

/** A job without people, secrets and anything that could pass for a fence. */
export function shownJob(job: DraftJob): ShownJob {
  const named = job.parts.flatMap(({ values }) => Object.keys(job.people).map((name) => String(values[name] ?? '')));
  const people = new Pseudonyms(named, thingsNamed(job));
  const hidden = <T>(value: T): T => shownToModel(value, people) as T;
  const recorded = hidden(withoutPassages(job.facts));
  const facts = pathsOf(recorded, 'facts');
  const told = toldToModels(job.settings);
  const documents = passagesIn(job.facts).map((passage) => ({ ...passage, text: hidden(passage.text) }));
  const parts = job.parts.map((part) => shownPart(part, people, hidden(part.filled), Object.keys(job.people)));
  const passages = {
    ...Object.fromEntries(told.passages.map(({ id, text }) => [id, text])),
    ...toldOf(documents, recorded, parts),
  };
  const ground = new Ground(
    [
      new Source('facts', recorded),
      new Source('documents', documents),
      ...job.parts.map(({ passage, template }) => new Source(passage, template, 'wording')),
      ...parts.map(({ id, template }) => new Source(id, template, 'wording')),
    ],
    told.ground,
  );
  return { people, parts, facts, passages, ground };
}

/**
 * Of documents, the sentences that may be said and that the action chose to say to this reader: what it left out, such as a
 * word on another product, is nothing to a model.
 */
function toldOf(
  documents: readonly FoundPassage[],
  facts: unknown,
  parts: readonly ShownPart[],
): Record<string, string> {
  const known = new Ground([new Source('facts', facts)]);
  const chosen = (sentence: string): boolean => parts.some(({ template }) => template.includes(sentence));
  const said = documents.map((passage) => [passage.id, sayable(passage, known).filter(chosen).join(' ')] as const);
  return Object.fromEntries(said.filter(([, text]) => text !== ''));
}

function shownPart(part: FilledPart, people: Pseudonyms, template: string, names: readonly string[]): ShownPart {
  const tokens = names
    .filter((name) => part.template.includes(`{{${name}}}`))
    .flatMap((name) => people.personToken(String(part.values[name] ?? '')) ?? []);
  const asks = part.template.includes('?') ? ['?'] : [];
  const { passage: id, wordsAtMost } = part;
  return { id, template, wordsAtMost, first: part.as.first, mustHold: [...tokens, ...asks] };
}

/** Names among facts and values that are nobody's. */
function thingsNamed({ facts, parts, people }: DraftJob): string[] {
  const values = [pathsOf(facts, 'facts'), ...parts.map(({ values }) => pathsOf(values, 'facts'))].flatMap(
    Object.entries,
  );
  return values.flatMap(([path, value]) => {
    const isPerson = Object.hasOwn(people, path.slice(path.lastIndexOf('.') + 1));
    return isNamePath(path) && !isPerson && typeof value === 'string' ? [value] : [];
  });
}

/** A JSON value by the paths of its leaves, as a claim traces to them. */
function pathsOf(value: unknown, at: string): Record<string, unknown> {
  if (value === null || value === undefined) return {};
  if (typeof value !== 'object') return { [at]: value };
  return Object.assign({}, ...Object.entries(value).map(([key, v]) => pathsOf(v, `${at}.${key}`))) as Record<
    string,
    unknown
  >;
}
