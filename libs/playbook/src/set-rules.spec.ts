import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { compilePlaybook, setRules } from './index';

const ID = '4-progression/house-rules';
const FILES = {
  [`base/${ID}.md`]: `---
rules:
  silent: [3, 4]
  silentDays: { '4.1': 21, '4.2': 14 }
---

# House rules

## Why

Somebody has to say it.
`,
  [`companies/acme/${ID}.md`]: `---
rules:
  silentDays:
    '4.2': 10
---
`,
};

describe('the rules of a section', () => {
  const dir = mkdtempSync(join(tmpdir(), 'set-rules-'));
  afterAll(() => rmSync(dir, { recursive: true }));

  it('are told with the file and line that set each, the company’s where it says something of it', () => {
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    }
    const section = compilePlaybook(dir, { company: 'acme' }).section(ID)!;
    const [firms, own] = [`base/${ID}.md`, `companies/acme/${ID}.md`];
    expect(setRules(section)).toEqual([
      { path: ['rules', 'silent'], value: [3, 4], file: firms, line: 3 },
      { path: ['rules', 'silentDays', '4.1'], value: 21, file: firms, line: 4 },
      { path: ['rules', 'silentDays', '4.2'], value: 10, file: own, line: 4 },
    ]);
  });
});
