import { cutMarkdown } from './markdown';

const cut = (text: string) => cutMarkdown('doc', text, 0, 'Fallback');

describe('Markdown cut into passages', () => {
  it('makes a passage of each heading, of what stands below the title and of what stands before it', () => {
    const text = 'Before.\n\n# Title\n\nIntro.\n\n## First part\n\nOne.\n\n### Inside\n\nTwo.\n\n## Second\n\nThree.\n';
    expect(cut(text)).toEqual({
      title: 'Title',
      passages: [
        { id: 'doc#title', heading: 'Title', path: [], text: 'Before.', line: 1 },
        { id: 'doc#title-2', heading: 'Title', path: [], text: 'Intro.', line: 3 },
        { id: 'doc#first-part', heading: 'First part', path: [], text: 'One.', line: 7 },
        { id: 'doc#inside', heading: 'Inside', path: ['First part'], text: 'Two.', line: 11 },
        { id: 'doc#second', heading: 'Second', path: [], text: 'Three.', line: 15 },
      ],
    });
  });

  it('takes a file without headings as one passage, and nothing of an empty one', () => {
    expect(cut('Only words.').passages).toEqual([
      { id: 'doc#fallback', heading: 'Fallback', path: [], text: 'Only words.', line: 1 },
    ]);
    expect(cut('\n \n')).toEqual({ title: null, passages: [] });
    expect(cut('# Title only\n')).toEqual({ title: 'Title only', passages: [] });
  });

  it('does not take a # inside a code block for a heading', () => {
    const { passages } = cut('# Set-up\n\n```sh\n# a comment\nrun\n```\n');
    expect(passages.map(({ heading }) => heading)).toEqual(['Set-up']);
    expect(passages[0]?.text).toContain('# a comment');
  });

  it('cuts a long passage between paragraphs, with the line of each', () => {
    const paragraph = Array.from({ length: 120 }, (_, i) => `word${i}`).join(' ');
    const { passages } = cut(`## Long\n\n${[1, 2, 3].map((n) => `${n} ${paragraph}`).join('\n\n')}\n`);
    expect(passages.map(({ id, line }) => [id, line])).toEqual([
      ['doc#long', 1],
      ['doc#long-2', 7],
    ]);
    expect(passages.map(({ text }) => text.split(/\n\n/).length)).toEqual([2, 1]);
  });

  it('keeps ids apart where headings are alike or have no letters', () => {
    const { passages } = cut('## Über uns\n\na\n\n## Uber uns\n\nb\n\n## ***\n\nc\n\n## 価格\n\nd\n');
    expect(passages.map(({ id }) => id)).toEqual(['doc#uber-uns', 'doc#uber-uns-2', 'doc#passage', 'doc#価格']);
  });
});
