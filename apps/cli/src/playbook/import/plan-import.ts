import { slugOf, type Playbook } from '@salesagent/playbook';
import type { PresentSection } from './company-sections';
import { digestOf } from './company-sections';
import { draftText, type DraftText, type Edition } from './draft-text';
import type { Suggestion } from './suggest';
import type { Topic } from './topics';

export type DraftState =
  /** Written for the first time. */
  | 'new'
  /** A draft nobody has touched, written again with what the document says now. */
  | 'updated'
  | 'unchanged'
  /** Edited or signed off since it was imported: left as it is. */
  | 'kept'
  /** The document no longer says it: left as it is. */
  | 'gone';

export interface PassageDifference {
  slug: string;
  change: 'added' | 'changed' | 'removed';
  page: number | null;
  /** As the file has it; null where it has not. */
  before: string | null;
  /** As the document says now; null where it no longer does. */
  now: string | null;
}

export interface PlannedSection {
  /** `5-close/pricing-optimization` */
  id: string;
  state: DraftState;
  topics: { topic: Topic; suggestion: Suggestion | null }[];
  /** What to write; null where the file is left as it is. */
  draft: DraftText | null;
  /** Since the edition that was imported before; empty for a new one. */
  differences: PassageDifference[];
  /** The section it is plainly about, where another file is in its place. */
  insteadOf: string | null;
}

export interface FoundTopic {
  topic: Topic;
  suggestion: Suggestion;
}

/**
 * Which sections a document becomes, and what becomes of those it became before. What is edited or in force is never
 * written again, and no file that does not come from this document is touched.
 */
export function planImport(
  found: readonly FoundTopic[],
  edition: Edition,
  base: Playbook,
  present: ReadonlyMap<string, PresentSection>,
): PlannedSection[] {
  const ours = [...present.values()].filter(({ source }) => source?.file === edition.file);
  const groups = new Map<string, { insteadOf: string | null; topics: PlannedSection['topics'] }>();
  for (const { topic, suggestion } of found) {
    const before =
      placeBefore(topic, ours, found) ?? (suggestion.section === null ? chapterBefore(topic, ours, base) : null);
    const { id, insteadOf } =
      before === null ? placeOf(topic, suggestion, base, present, edition) : { id: before, insteadOf: null };
    const group = groups.get(id) ?? { insteadOf, topics: [] };
    group.topics.push({ topic, suggestion: before === null ? suggestion : null });
    groups.set(id, group);
  }
  const planned = [...groups].map(([id, { topics, insteadOf }]) => {
    const title = base.section(id) === null ? titleFor(topics[0]!.topic) : null;
    const draft = draftText(
      id,
      title,
      topics.map(({ topic }) => topic),
      edition,
    );
    return { id, topics, insteadOf, ...against(draft, present.get(id)) };
  });
  const gone = ours
    .filter(({ id }) => !groups.has(id))
    .map((section): PlannedSection => {
      const differences = section.section.passages.map(({ slug, text }): PassageDifference => {
        return { slug, change: 'removed', page: section.source?.passages[slug]?.page ?? null, before: text, now: null };
      });
      return { id: section.id, state: 'gone', topics: [], draft: null, differences, insteadOf: null };
    });
  return [...planned, ...gone].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * A topic stays in the section it was in, whatever its new words would suggest: told by its words, by its heading with
 * the one above, and by its heading where only one topic has it.
 */
function placeBefore(topic: Topic, ours: readonly PresentSection[], all: readonly FoundTopic[]): string | null {
  const { heading, path, text } = topic;
  const under = slugOf(`${heading} (${path.at(-1) ?? ''})`);
  const alone = all.filter((other) => slugOf(other.topic.heading) === slugOf(heading)).length === 1;
  const digest = digestOf(text.trim());
  const told: ((section: PresentSection) => boolean)[] = [
    ({ source }) => Object.values(source!.passages).some(({ sha256 }) => sha256 === digest),
    ({ source }) => under in source!.passages,
    ({ source }) => alone && slugOf(heading) in source!.passages,
  ];
  for (const is of told) {
    const there = ours.filter(is);
    if (there.length === 1) return there[0]!.id;
  }
  return null;
}

/** What is new in a chapter goes where the rest of the chapter is. */
function chapterBefore(topic: Topic, ours: readonly PresentSection[], base: Playbook): string | null {
  const there = ours.filter(({ id, section }) => base.section(id) === null && section.title === titleFor(topic));
  return there.length === 1 ? there[0]!.id : null;
}

/** The section it is plainly about, unless another file is there; else one of its chapter. */
function placeOf(
  topic: Topic,
  { section, stage }: Suggestion,
  base: Playbook,
  present: ReadonlyMap<string, PresentSection>,
  { file }: Edition,
): { id: string; insteadOf: string | null } {
  const free = (id: string): boolean => !present.has(id) || present.get(id)!.source?.file === file;
  if (section !== null && free(section)) return { id: section, insteadOf: null };
  const folder = stage ?? 'unsorted';
  const named = slugOf([...titleFor(topic)].slice(0, 60).join(''));
  // Only files with such names can be published.
  const slug = /^[a-z0-9-]+$/.test(named) ? named : 'section';
  for (let n = 1; ; n++) {
    const id = `${folder}/${slug}${n === 1 ? '' : `-${n}`}`;
    // A file under the id of a section of the base would lie over it.
    if (free(id) && base.section(id) === null) return { id, insteadOf: section };
  }
}

const titleFor = ({ path, heading }: Topic): string => path[0] ?? heading;

function against(
  draft: DraftText,
  before: PresentSection | undefined,
): Pick<PlannedSection, 'state' | 'draft' | 'differences'> {
  if (!before?.source) return { state: 'new', draft, differences: [] };
  const differences = differencesOf(draft, before);
  if (before.edited) return { state: 'kept', draft: null, differences };
  return { state: differences.length > 0 ? 'updated' : 'unchanged', draft, differences };
}

/** What the document says otherwise than in the edition that was imported before. */
function differencesOf(draft: DraftText, before: PresentSection): PassageDifference[] {
  const imported = before.source?.passages ?? {};
  const inFile = new Map(before.section.passages.map(({ slug, text }) => [slug, text]));
  const now = draft.section.passages.flatMap(({ slug, text }): PassageDifference[] => {
    const earlier = imported[slug];
    if (earlier?.sha256 === digestOf(text)) return [];
    const change = earlier ? 'changed' : 'added';
    return [
      { slug, change, page: draft.source.passages[slug]?.page ?? null, before: inFile.get(slug) ?? null, now: text },
    ];
  });
  const removed = Object.entries(imported)
    .filter(([slug]) => !(slug in draft.source.passages))
    .map(([slug, { page }]): PassageDifference => {
      return { slug, change: 'removed', page, before: inFile.get(slug) ?? null, now: null };
    });
  return [...now, ...removed];
}
