import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { compilePlaybook, coverPlaybook } from './index';

const READS = {
  'stalled-deal-alert': z.toJSONSchema(
    z.strictObject({
      dueInBusinessDays: z.number().default(2),
      steps: z.record(z.string(), z.string()),
      weights: z.strictObject({ age: z.number(), size: z.number() }),
    }),
  ),
};
const ID = '4-progression/stalled-deal-alert';
const FULL = `---
action: stalled-deal-alert
rules:
  dueInBusinessDays: 2
  steps: { '4.1': agree a next step }
  weights: { age: 1, size: 2 }
attention: { uplift: 0.1, minutes: 10 }
---

# Stalled deals

## Why

Deals die of silence.

## Message

Call {{ownerName}}.

## Worked example

100 days old.
`;

const folders: string[] = [];
function covered(files: Record<string, string>, company?: string) {
  const dir = mkdtempSync(join(tmpdir(), 'coverage-'));
  folders.push(dir);
  for (const [path, text] of Object.entries({ 'base/playbook.yaml': 'cooldownDays: 30\n', ...files })) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  const coverage = coverPlaybook(compilePlaybook(dir, company ? { company } : {}), READS);
  return { coverage, of: (action: string) => coverage.actions.find((a) => a.action === action)! };
}
afterAll(() => folders.forEach((f) => rmSync(f, { recursive: true })));

describe('the coverage of a playbook', () => {
  it('names the file behind every threshold that code reads', () => {
    const override = '---\nrules:\n  weights: { age: 3 }\n---\n';
    const files = { [`base/${ID}.md`]: FULL, [`companies/acme/${ID}.md`]: override };
    const { coverage, of } = covered(files, 'acme');
    expect(of('stalled-deal-alert')).toMatchObject({ written: true, workedExample: true, missing: [] });
    expect(of('stalled-deal-alert').reads).toEqual([
      { path: 'rules.dueInBusinessDays', from: `base/${ID}.md` },
      { path: 'rules.steps', from: `base/${ID}.md` },
      { path: 'rules.weights.age', from: `companies/acme/${ID}.md` },
      { path: 'rules.weights.size', from: `base/${ID}.md` },
      { path: 'attention.uplift', from: `base/${ID}.md` },
      { path: 'attention.minutes', from: `base/${ID}.md` },
    ]);
    expect(coverage.complete).toBe(false);
  });

  it('counts a threshold that rests on a default of the code as not set', () => {
    const { of } = covered({ [`base/${ID}.md`]: FULL.replace('  dueInBusinessDays: 2\n', '') });
    expect(of('stalled-deal-alert').missing).toEqual(['rules.dueInBusinessDays is read and not set']);
  });

  it('misses words where an action needs them, and the example', () => {
    const text = FULL.replace('Call {{ownerName}}.', 'Call.').replace('## Worked example', '## Example');
    const { of } = covered({ [`base/${ID}.md`]: text });
    expect(of('stalled-deal-alert').missing).toEqual(['no template', 'no worked example']);
  });

  it('counts actions whose code is still to come', () => {
    const { coverage, of } = covered({ [`base/${ID}.md`]: FULL });
    expect(coverage.sections.have).toBe(1);
    expect(of('market-scan')).toMatchObject({ inCode: false, reads: [], missing: ['no section 1-market/market-scan'] });
    expect(of('deal-risk')).toMatchObject({ inCode: true, written: false });
  });

  it('says that a section belongs to another action', () => {
    const { of } = covered({ [`base/${ID}.md`]: FULL.replace('action: stalled-deal-alert', 'action: deal-risk') });
    expect(of('stalled-deal-alert').missing).toEqual([`${ID} is not this action's`]);
  });
});
