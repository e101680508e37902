import { compilePlaybook, dataOf, glossarySchema } from '@salesagent/playbook';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { SectionFinder } from './suggest';

interface Chapter {
  chapter: string;
  topics: { heading: string; text: string; section?: string[] }[];
}

const root = resolve(__dirname, '../../../../..');
const handbooks = parse(readFileSync(resolve(root, 'apps/cli/testing/handbooks.yaml'), 'utf8')) as Record<
  string,
  Chapter[]
>;
const playbook = compilePlaybook(resolve(root, 'playbooks'));

describe('where words of a handbook belong', () => {
  let finder: SectionFinder;
  beforeAll(async () => {
    finder = await SectionFinder.over(playbook, dataOf(playbook.data('glossary')!, glossarySchema));
  });

  async function measured(name: string) {
    const given = handbooks[name]!.flatMap(({ chapter, topics }) => topics.map((topic) => ({ chapter, ...topic })));
    const topics = given.map(({ heading, chapter, text }) => ({
      heading,
      path: [chapter],
      page: null,
      text,
      parts: [text],
    }));
    const suggestions = await finder.suggest(topics);
    const found = given.map(({ section }, i) => ({ right: section, ...suggestions[i]! }));
    const placed = found.filter(({ right }) => right !== undefined);
    const named = placed.filter(({ section }) => section !== null);
    return {
      stages:
        placed.filter(({ right, stage }) => right!.some((id) => id.startsWith(`${stage}/`))).length / placed.length,
      named: named.length / placed.length,
      sections: named.filter(({ right, section }) => right!.includes(section!)).length / named.length,
      alone: found.filter(({ right, stage }) => right === undefined && stage !== null).length,
    };
  }

  it('names only sections that there are', () => {
    const sections = Object.values(handbooks).flatMap((book) =>
      book.flatMap(({ topics }) => topics.flatMap((t) => t.section ?? [])),
    );
    expect(sections.filter((id) => playbook.section(id) === null)).toEqual([]);
  });

  // Measured when it was written: stages 1.00 and 0.88, sections 1.00 and 0.75 of the 0.71 and 0.64 that are named.
  it.each([
    ['software', { stages: 0.9, named: 0.6, sections: 0.9 }],
    ['machines', { stages: 0.8, named: 0.5, sections: 0.7 }],
  ])('is told for %s, and nothing is said of what belongs nowhere', async (name, atLeast) => {
    const { stages, named, sections, alone } = await measured(name);
    expect(stages).toBeGreaterThanOrEqual(atLeast.stages);
    expect(named).toBeGreaterThanOrEqual(atLeast.named);
    expect(sections).toBeGreaterThanOrEqual(atLeast.sections);
    expect(alone).toBe(0);
  });
});
