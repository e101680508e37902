import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkPlaybook, companyLayer, compilePlaybook } from './index';

const ID = '4-progression/stalled-deal-alert';
const BASE = `---
action: stalled-deal-alert
rules:
  dueInBusinessDays: 2
  steps: {}
  otherwise: ask the buyer
attention: { uplift: 0.1, minutes: 5 }
---

# Stalled deals

## Why

Deals die of silence.

## Worked example

100 days old.
`;

const folders: string[] = [];
function playbooks(files: Record<string, string>): string {
  const dir = mkdtempSync(join(tmpdir(), 'standing-'));
  folders.push(dir);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return dir;
}
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

describe('a section that is not in force', () => {
  const SOURCE = `source: { file: book.docx, sha256: ${'a'.repeat(64)}, passages: {} }`;
  const own = (front: string) =>
    playbooks({
      [`base/${ID}.md`]: BASE,
      [`companies/acme/${ID}.md`]: `---\n${front}\n---\n\n## Why\n\nOur words.\n`,
    });
  const why = (front: string) => {
    const check = checkPlaybook(own(front), { company: 'acme' });
    return {
      said: check.playbook.passage(`${ID}#why`)?.text,
      drafts: check.drafts.map(({ file }) => file),
      problems: check.problems,
    };
  };
  const BASE_WORDS = 'Deals die of silence.';

  it('is a draft, whose words and rules nobody reads', () => {
    const drafts = [`companies/acme/${ID}.md`];
    expect(why('status: draft\nrules: { nonsense: 1 }')).toEqual({ said: BASE_WORDS, drafts, problems: [] });
    expect(why(`status: draft\n${SOURCE}`)).toEqual({ said: BASE_WORDS, drafts, problems: [] });
  });

  it('is one that was imported until somebody signs', () => {
    expect(why(SOURCE)).toMatchObject({
      said: BASE_WORDS,
      problems: [{ line: 2, message: expect.stringContaining('nobody has signed it off') }],
    });
    expect(why(`${SOURCE}\nsignedOff: { by: Jane Doe, on: 2026-03-02 }`)).toEqual({
      said: 'Our words.',
      drafts: [],
      problems: [],
    });
  });

  it.each(['status: drafty', 'signedOff: { by: " ", on: 2026-03-02 }', 'signedOff: { by: Jane, on: 2026-02-30 }'])(
    'is one whose standing cannot be read: %s',
    (front) => {
      const { said, problems } = why(`${SOURCE}\n${front}`);
      expect({ said, lines: problems.map(({ line }) => line) }).toEqual({ said: BASE_WORDS, lines: [3] });
    },
  );

  it('once signed is read as any other: where it comes from is no word to agents', () => {
    const signed = `${SOURCE}\nsignedOff: { by: Jane Doe, on: 2026-03-02 }\nstatus: off`;
    const dir = playbooks({
      [`base/${ID}.md`]: BASE.replace('rules:', 'status: on\nrules:'),
      [`companies/acme/${ID}.md`]: `---\n${signed}\n---\n`,
    });
    const section = compilePlaybook(dir, { company: 'acme' }).section(ID)!;
    expect(Object.keys(section.frontMatter)).toEqual(['action', 'status', 'rules', 'attention']);
    expect(section.frontMatter['status']).toBe('off');
  });

  it('once signed is published without the name, and in force as published', () => {
    const dir = own(`${SOURCE}\nsignedOff: { by: Jane Doe, on: 2026-03-02 }\nstatus: off # ours`);
    const published = companyLayer(dir, 'acme');
    expect(published).toEqual([{ file: `${ID}.md`, text: '---\nstatus: off # ours\n---\n\n## Why\n\nOur words.\n' }]);
    const check = checkPlaybook(dir, { company: 'acme', published });
    expect({ ...check, said: check.playbook.passage(`${ID}#why`)?.text }).toMatchObject({
      ...{ said: 'Our words.', drafts: [], problems: [] },
    });
    expect(companyLayer(own(SOURCE), 'acme')[0]?.text).toContain('source:');
    expect(companyLayer(own(`${SOURCE}\ntitle: *Ours*`), 'acme')[0]?.text).toContain('*Ours*');
    expect(companyLayer(own(`${SOURCE}\nsignedOff: { by: Jane Doe, on: 2026-03-02 }`), 'acme')[0]?.text).toBe(
      '---\n{}\n---\n\n## Why\n\nOur words.\n',
    );
  });

  it('keeps no service from starting, whatever is wrong with it', () => {
    const dir = own('status: draft\n');
    writeFileSync(join(dir, `companies/acme/${ID}.md`), '---\nstatus: draft\n---\n\n## A\n\nOne.\n\n## A\n\nTwo.\n');
    expect(compilePlaybook(dir, { company: 'acme' }).passage(`${ID}#why`)?.text).toBe(BASE_WORDS);
    expect(checkPlaybook(dir, { company: 'acme' }).problems).toMatchObject([{ line: 9 }]);
  });
});
