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
