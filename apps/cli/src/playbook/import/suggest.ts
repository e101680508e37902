import type { Glossary, Playbook } from '@salesagent/playbook';
import { indexSource, MemoryStore, playbookSource, Retriever, type Hit } from '@salesagent/retrieval';
import type { Topic } from './topics';

/** Where words of a document belong by what the playbook says of the same. */
export interface Suggestion {
  /** `5-close/pricing-optimization` where it is plainly about that section; else null. */
  section: string | null;
  /** `5-close`, or another folder of the playbook; null where nothing speaks for one. */
  stage: string | null;
  /** 0–1: how far the section (where there is none, the stage) is ahead, less where the playbook has few of the words. */
  confidence: number;
  /** Sentences it was told by and the passages they find, strongest first; empty where none or its chapter decided. */
  why: { words: string; passage: string; score: number }[];
}

/** What speaks for each section: shares that are 1 together, and how much of the words the playbook has, 0–1. */
interface Evidence {
  sections: ReadonlyMap<string, number>;
  covered: number;
  why: Suggestion['why'];
}

/** Sentences of a topic that are looked at, and words of the whole: what it is about is said early. */
const SENTENCES = 8;
const WORDS = 80;
/** Passages that are looked at for each, and what the best three of a section count. */
const PASSAGES = 30;
const COUNTS = [1, 0.5, 0.25];
/** The higher, the less a near miss counts. */
const SHARPNESS = 3;
/** Share of a topic's words that the playbook has when it speaks of the same. */
const COVERED = 0.5;
/** From which confidence on it is plainly about a section, and of a stage. Set on `software` of the handbooks. */
const PLAINLY = 0.5;
const STAGE_FROM = 0.33;

/** Asks the playbook with each sentence of a topic and counts which sections have the passages that answer best. */
export class SectionFinder {
  private constructor(private readonly retriever: Retriever) {}

  static async over(playbook: Playbook, glossary: Glossary): Promise<SectionFinder> {
    const store = new MemoryStore();
    await indexSource(store, playbookSource(playbook));
    return new SectionFinder(new Retriever(store, glossary));
  }

  /** For each topic of a document; one that says too little by itself is of the stage of its chapter. */
  async suggest(topics: readonly Topic[]): Promise<Suggestion[]> {
    const own: Suggestion[] = [];
    for (const topic of topics) own.push(decide(await this.evidence(topic)));
    return own.map((suggestion, i) => {
      if (suggestion.section !== null) return suggestion;
      const stage = stageOf(own.filter((_, n) => chapterOf(topics[n]!) === chapterOf(topics[i]!)));
      return stage === null || stage === suggestion.stage ? suggestion : { ...suggestion, stage, why: [] };
    });
  }

  private async evidence({ heading, parts }: Topic): Promise<Evidence> {
    const whole = parts.join(' ').split(/\s+/).slice(0, WORDS).join(' ');
    const said = [whole, ...parts.flatMap(sentences).slice(0, SENTENCES)];
    const scores = new Map<string, number>();
    const why: Suggestion['why'] = [];
    let covered = 0;
    for (const words of said) {
      const { hits } = await this.retriever.search(`${heading}. ${words}`, { limit: PASSAGES });
      if (hits.length === 0) continue;
      for (const [section, score] of scoresOf(hits)) scores.set(section, (scores.get(section) ?? 0) + score);
      covered += hits[0]!.coverage / said.length;
      if (words !== whole || said.length === 2) {
        why.push({ words, passage: hits[0]!.passage.id, score: hits[0]!.score });
      }
    }
    const sum = [...scores.values()].reduce((total, score) => total + score, 0);
    return { sections: new Map([...scores].map(([section, score]) => [section, score / sum])), covered, why };
  }
}

function scoresOf(hits: readonly Hit[]): Map<string, number> {
  const found = new Map<string, number[]>();
  for (const { passage, score } of hits) {
    const section = passage.document.id;
    found.set(section, [...(found.get(section) ?? []), score]);
  }
  return new Map(
    [...found].map(([section, scores]) => {
      const best = COUNTS.reduce((sum, share, i) => sum + share * (scores[i] ?? 0), 0);
      return [section, best ** SHARPNESS];
    }),
  );
}

function decide({ sections, covered, why }: Evidence): Suggestion {
  const [best, next] = largest(sections);
  const stages = new Map<string, number>();
  for (const [section, share] of sections) {
    const stage = section.split('/')[0]!;
    stages.set(stage, (stages.get(stage) ?? 0) + share);
  }
  const stage = largest(stages)[0];
  if (!best || !stage) return { section: null, stage: null, confidence: 0, why: [] };
  const enough = Math.min(1, covered / COVERED);
  const ahead = (enough * best[1]) / (best[1] + (next?.[1] ?? 0));
  const plainly = ahead >= PLAINLY;
  const confidence = plainly ? ahead : enough * stage[1];
  const about = plainly ? best[0] : confidence >= STAGE_FROM ? stage[0] : null;
  return {
    ...{ section: plainly ? best[0] : null, stage: about?.split('/')[0] ?? null, confidence },
    why: why
      .filter(({ passage }) => about !== null && passage.startsWith(about))
      .sort((a, b) => b.score - a.score)
      .slice(0, 3),
  };
}

/** The stage of most topics of a chapter, by how sure each is. */
function stageOf(chapter: readonly Suggestion[]): string | null {
  const stages = new Map<string, number>();
  for (const { stage, confidence } of chapter) {
    if (stage !== null) stages.set(stage, (stages.get(stage) ?? 0) + confidence);
  }
  const all = [...stages.values()].reduce((sum, confidence) => sum + confidence, 0);
  const [first] = largest(stages);
  return first && first[1] > all / 2 ? first[0] : null;
}

const largest = (shares: ReadonlyMap<string, number>): [string, number][] => [...shares].sort((a, b) => b[1] - a[1]);

/** Topics without a chapter stand alone. */
const chapterOf = ({ path, heading }: Topic): string => path[0] ?? `: ${heading}`;

const sentences = (text: string): string[] =>
  text.split(/(?<=[.!?])\s+|\n+/).filter((sentence) => /\p{L}/u.test(sentence));
