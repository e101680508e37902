import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { checkPlaybook } from './index';

const SHIPPED = resolve(__dirname, '../../../playbooks');

/** What is wrong once a company lays a page of conduct over the firm's. */
function problemsWith(page: string, frontMatter: string): string[] {
  const dir = mkdtempSync(join(tmpdir(), 'conduct-'));
  try {
    cpSync(SHIPPED, dir, { recursive: true });
    mkdirSync(join(dir, 'companies/acme/conduct'), { recursive: true });
    writeFileSync(join(dir, `companies/acme/conduct/${page}.md`), `---\n${frontMatter}\n---\n\n# Ours\n`);
    return checkPlaybook(dir, { company: 'acme' }).problems.map(
      ({ file, line, message }) => `${file}:${line} ${message}`,
    );
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** What is wrong with a touch that a company writes itself. */
function problemsWithTouch(sentence: string): string[] {
  const dir = mkdtempSync(join(tmpdir(), 'touch-'));
  try {
    cpSync(SHIPPED, dir, { recursive: true });
    mkdirSync(join(dir, 'companies/acme/3-pipeline'), { recursive: true });
    const touch = `## Touch 2\n\nSubject: One question\n\nHello {{contactName}},\n\n${sentence}\n\n{{ownerName}}`;
    writeFileSync(
      join(dir, 'companies/acme/3-pipeline/sequence-drafting.md'),
      `---\naction: sequence-drafting\n---\n\n# Ours\n\n${touch}\n`,
    );
    return checkPlaybook(dir, { company: 'acme' }).problems.map(
      ({ file, line, message }) => `${file}:${line} ${message}`,
    );
  } finally {
    rmSync(dir, { recursive: true });
  }
}

describe('a message that a company words itself', () => {
  it.each([
    'Would you have a quarter of an hour free this week?',
    'I can send one page on {{productName, if any}}. Shall I?',
  ])('may say %j', (sentence) => {
    expect(problemsWithTouch(sentence)).toEqual([]);
  });

  it.each([
    ['We guarantee that it works. Shall I call?', 'conduct/output-policy#guarantee: “guarantee”'],
    ['You get a discount. Shall I call?', 'conduct/output-policy#discount: “discount”'],
    ['Is it in use? Shall I call?', 'conduct/tone#questionsAtMost'],
    ['Just checking in. Shall I call?', 'conduct/tone#forbidden'],
  ])('is named with file, line and rule before it is used: %j', (sentence, message) => {
    expect(problemsWithTouch(sentence)).toEqual([
      expect.stringContaining(`companies/acme/3-pipeline/sequence-drafting.md:7 "Touch 2" breaks ${message}`),
    ]);
  });
});

it.each(['{{proofSentence if any}}', '{{proof-sentence}}', '{{productName}', '{{}}'])(
  'a message with %s is named: it would be sent as it stands',
  (braces) => {
    expect(problemsWithTouch(`${braces} Shall I call?`)).toEqual([
      `companies/acme/3-pipeline/sequence-drafting.md:7 "Touch 2" has ${braces}, which is no placeholder`,
    ]);
  },
);

describe('a company’s own pages of conduct', () => {
  it('may be stricter than the firm’s', () => {
    expect(problemsWith('output-policy', 'rules:\n  promises:\n    reference: never')).toEqual([]);
    expect(problemsWith('tone', 'rules:\n  firstTouchWordsAtMost: 60')).toEqual([]);
  });

  it.each([
    [
      'output-policy',
      'rules:\n  promises:\n    guarantee: wording',
      'promises.guarantee: cannot be loosened: write never',
    ],
    ['output-policy', 'rules:\n  linksAtMost: 5', 'linksAtMost'],
    ['tone', 'rules:\n  firstTouchWordsAtMost: 200', 'firstTouchWordsAtMost'],
    ['ai-disclosure', 'rules:\n  firstMessage: false', 'firstMessage: cannot be loosened: the first message says it'],
    ['ai-disclosure', 'rules:\n  wording: I am an assistant', 'wording: must name the company'],
  ])('may not be looser: %s', (page, frontMatter, message) => {
    const [problem] = problemsWith(page, frontMatter);
    expect(problem).toContain(`companies/acme/conduct/${page}.md:`);
    expect(problem).toContain(message);
  });
});
