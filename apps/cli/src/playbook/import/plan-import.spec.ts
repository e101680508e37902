import { compilePlaybook } from '@salesagent/playbook';
import { resolve } from 'node:path';
import { presentSection, type PresentSection } from './company-sections';
import { planImport, type FoundTopic, type PlannedSection } from './plan-import';

const base = compilePlaybook(resolve(__dirname, '../../../../../playbooks'));
const edition = (digit: string) => ({ file: 'book.docx', sha256: digit.repeat(64) });
const topic = (heading: string, text: string, path: string[] = [], stage: string | null = '5-close'): FoundTopic => ({
  topic: { heading, path, page: null, text, parts: [text] },
  suggestion: { section: null, stage, confidence: 0.4, why: [] },
});
const written = (planned: readonly PlannedSection[]): Map<string, PresentSection> =>
  new Map(planned.flatMap(({ id, draft }) => (draft ? [[id, presentSection(id, draft.text)]] : [])));
const states = (planned: readonly PlannedSection[]) =>
  planned.map(({ id, state, differences }) => [id, state, differences.length]);

describe('a document that is imported again', () => {
  it('finds each topic where it was, headings that are alike included', () => {
    const book = [
      topic('Overview', 'Of prices.', ['Prices']),
      topic('Overview', 'Of clauses.', ['Clauses']),
      topic('Limits', 'Ten percent.', ['Prices']),
    ];
    const first = planImport(book, edition('a'), base, new Map());
    expect(states(first)).toEqual([
      ['5-close/clauses', 'new', 0],
      ['5-close/prices', 'new', 0],
    ]);
    const moved = [book[1]!, { ...book[2]!, suggestion: topic('', '', [], '6-growth').suggestion }, book[0]!];
    const again = planImport(moved, edition('b'), base, written(first));
    expect(states(again)).toEqual([
      ['5-close/clauses', 'unchanged', 0],
      ['5-close/prices', 'unchanged', 0],
    ]);
    expect(again[1]!.draft!.source.sha256).toBe('b'.repeat(64));
  });

  it('tells headings of one section apart, and keeps each one told', () => {
    const book = [
      topic('Rule', 'One.', ['Prices']),
      topic('Rule', 'Two.', ['Prices']),
      topic('Rule', 'Three.', ['Prices']),
    ];
    const [section] = planImport(book, edition('a'), base, new Map());
    expect(section!.draft!.section.passages.map(({ heading }) => heading)).toEqual([
      'Rule',
      'Rule (Prices)',
      'Rule (2)',
    ]);
    const again = planImport(book, edition('b'), base, written([section!]));
    expect(states(again)).toEqual([['5-close/prices', 'unchanged', 0]]);
  });

  it.each([
    ['title', '# Prices\n', '# Our prices\n'],
    ['introduction', '# Prices\n', '# Prices\n\nLegal reads it on Monday.\n'],
    ['heading', '## Limits', '## Limits (!)'],
    ['words', 'Ten percent.', 'Nine percent.'],
  ])('does not write over a %s that somebody has edited', (_, written, edited) => {
    const book = [topic('Limits', 'Ten percent.', ['Prices'])];
    const [section] = planImport(book, edition('a'), base, new Map());
    const { text } = section!.draft!;
    const stateOf = (present: string) =>
      planImport(book, edition('b'), base, new Map([[section!.id, presentSection(section!.id, present)]]))[0]!.state;
    expect(stateOf(text.replace(written, edited))).toBe('kept');
    expect(stateOf(text.replaceAll('\n', '\r\n'))).toBe('unchanged');
    expect(stateOf(text.replace(/ {2}body: .*\n/, ''))).toBe('unchanged');
  });

  it('takes a line --- in a block of code for words', () => {
    const book = [topic('Signature', '```\nRegards\n---\nACME\n```'), topic('Last', 'End.')].map((found) => ({
      ...{ topic: { ...found.topic, path: ['Mail'] }, suggestion: found.suggestion },
    }));
    const [section] = planImport(book, edition('a'), base, new Map());
    expect(Object.keys(section!.draft!.source.passages)).toEqual(['signature', 'last']);
    expect(states(planImport(book, edition('b'), base, written([section!])))).toEqual([[section!.id, 'unchanged', 0]]);
  });

  it('keeps words as they are, however they look to Markdown', () => {
    const words = '\\# 1 is not a heading\n\n1\\. nor this a list\n\n価格は *一割* まで | すべて';
    const [section] = planImport([topic('割引', words, [], null)], edition('a'), base, new Map());
    expect(section).toMatchObject({
      id: 'unsorted/section',
      draft: { section: { passages: [{ slug: '割引', text: words }] } },
    });
  });

  it('does not lie over a section of the base that it is not plainly about', () => {
    const [section] = planImport([topic('Stage', 'Words.')], edition('a'), base, new Map());
    expect(section!.id).toBe('5-close/stage-2');
  });
});
