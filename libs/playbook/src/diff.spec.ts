import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { compilePlaybook, diffPlaybooks } from './index';

const ID = '4-progression/stalled-deal-alert';
const SECTION = `---
action: stalled-deal-alert
rules:
  dueInBusinessDays: 2
  days: [1, 2]
---

# Stalled deals

## Why

Deals die of silence.

## Worked example

100 days old.
`;
const FILES = { [`base/${ID}.md`]: SECTION, 'base/playbook.yaml': 'prior: { pWin: 0.3 }\n' };

const folders: string[] = [];
function compiled(files: Record<string, string>, company?: string) {
  const dir = mkdtempSync(join(tmpdir(), 'diff-'));
  folders.push(dir);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return compilePlaybook(dir, company ? { company } : {});
}
afterAll(() => folders.forEach((f) => rmSync(f, { recursive: true })));

describe('the difference of two playbooks', () => {
  it('is nothing where both say the same', () => {
    expect(diffPlaybooks(compiled(FILES), compiled(FILES))).toMatchObject({
      sections: { added: [], removed: [] },
      rules: [],
      passages: [],
    });
  });

  it('shows a rule with both values and the files that set them, and each passage', () => {
    const override =
      '---\nrules:\n  dueInBusinessDays: 1\n  days: [1]\n---\n\n## Why\n\nOurs do.\n\n## Who\n\nThe owner.\n';
    const company = compiled({ ...FILES, [`companies/acme/${ID}.md`]: override }, 'acme');
    const diff = diffPlaybooks(compiled(FILES), company);
    expect(diff.rules).toEqual([
      {
        rule: `${ID}: rules.days`,
        before: { value: [1, 2], file: `base/${ID}.md` },
        after: { value: [1], file: `companies/acme/${ID}.md` },
      },
      {
        rule: `${ID}: rules.dueInBusinessDays`,
        before: { value: 2, file: `base/${ID}.md` },
        after: { value: 1, file: `companies/acme/${ID}.md` },
      },
    ]);
    expect(diff.passages).toEqual([
      { id: `${ID}#who`, change: 'added', file: `companies/acme/${ID}.md`, line: 11 },
      { id: `${ID}#why`, change: 'changed', file: `companies/acme/${ID}.md`, line: 7 },
    ]);
  });

  it('names sections and data that came or went', () => {
    const other = { 'base/1-market/icp-scoring.md': SECTION.replace('stalled-deal-alert', 'icp-scoring') };
    const diff = diffPlaybooks(compiled(FILES), compiled(other));
    expect(diff.sections).toEqual({ added: ['1-market/icp-scoring'], removed: [ID] });
    expect(diff.rules).toContainEqual({
      rule: 'playbook: prior.pWin',
      before: { value: 0.3, file: 'base/playbook.yaml' },
      after: null,
    });
    expect(diff.passages).toContainEqual({ id: `${ID}#why`, change: 'removed', file: `base/${ID}.md`, line: 10 });
  });
});
