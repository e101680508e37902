import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { EFFECT_CLASSES, TIERS } from '@salesagent/canon/sales';
import { decide } from './decide';
import { policySchema } from './policy';
import { inShadow } from './shadow';

const base = policySchema.parse(parse(readFileSync(resolve(__dirname, '../../../playbooks/base/policy.yaml'), 'utf8')));

const mode = { since: new Date('2026-11-26T09:00:00Z'), by: 'vera', reason: 'a new playbook section' };
const moment = { at: mode.since, businessDate: '2026-11-26' };

describe('an action in shadow', () => {
  it('only prepares, whatever policy allows it and whatever is signed', () => {
    for (const effect of EFFECT_CLASSES)
      for (const tier of TIERS) {
        const request = { action: 'stage-progression' as const, effect, tierProposed: tier, tierNow: tier, amount: 0 };
        const nothing = { fields: [], content: null, channel: null, moment, autonomyEarned: true };
        const ruling = decide(base, { ...request, ...nothing });
        const shadowed = inShadow(ruling, mode);
        expect(shadowed).toMatchObject({ mode: 'prepare', ceiling: 'P', tier, refinements: ruling.refinements });
        expect(shadowed.why.at(-1)).toContain('shadow mode');
        expect(inShadow(ruling, null)).toBe(ruling);
      }
  });
});
