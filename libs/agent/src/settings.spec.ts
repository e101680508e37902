import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { compilePlaybook } from '@salesagent/playbook';
import { PLAYBOOKS } from '../testing/playbooks';
import { nothing } from './decision';
import { defineAction } from './define';
import { settingsOf } from './settings';

const signal = defineAction({
  ...{ id: 'stalled-deal-alert', rules: z.unknown(), needs: {}, on: [] },
  ...{ gather: () => ({}), decide: () => nothing('') },
});

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'settings-'));
  cpSync(PLAYBOOKS, dir, { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Days a dismissed signal rests, when its section says so many; null = it says nothing. */
function restsDays(inSection: number | null): number {
  if (inSection !== null) {
    const file = join(dir, 'base/4-progression/stalled-deal-alert.md');
    writeFileSync(file, readFileSync(file, 'utf8').replace('---\n', `---\ncooldownDays: ${inSection}\n`));
  }
  const found = settingsOf(signal, compilePlaybook(dir));
  if (!found.on) throw new Error(found.reason);
  return found.settings.cooldownDays;
}

describe('a dismissed signal', () => {
  it('rests for the days of the policy', () => expect(restsDays(null)).toBe(30));
  it('rests longer where its section says so', () => expect(restsDays(90)).toBe(90));
  it('never rests shorter than the policy says', () => expect(restsDays(7)).toBe(30));
});
