import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { checkPolicy, compilePolicy, PolicyErrors, type PolicyProblem } from './policy-file';

const base = {
  file: 'playbooks/base/policy.yaml',
  text: readFileSync(resolve(__dirname, '../../../playbooks/base/policy.yaml'), 'utf8'),
};
const company = (text: string) => ({ file: 'playbooks/companies/acme/policy.yaml', text });
const said = (problems: readonly PolicyProblem[]) =>
  problems.map((p) => `${p.line}:${p.column} ${p.path} ${p.message} – ${p.suggestion}`);
const problemsOf = (text: string) => said(checkPolicy(base, company(text)).problems);

describe('a policy file', () => {
  it('compiles, and every refinement knows whose it is and where it stands', () => {
    const text = `# Acme
refinements:
  - id: friday
    when: { effects: [terms], time: { weekdays: [friday], from: '16:00', until: '00:00' } }
    approver: manager
    why: Nobody reads a contract on a Friday evening.
`;
    const { policy, version, provenance, override } = compilePolicy(base, company(text));
    expect(policy.refinements.map((r) => r.id)).toEqual([
      ...['large-terms', 'own-commitments', 'second-pair-of-eyes', 'tier-is-operations', 'friday'],
    ]);
    expect(provenance).toMatchObject({
      'large-terms': { layer: 'base', file: 'playbooks/base/policy.yaml', line: 16 },
      friday: { layer: 'company', file: 'playbooks/companies/acme/policy.yaml', line: 3, column: 5 },
    });
    expect(override?.refinements).toHaveLength(1);
    expect(version).not.toBe(compilePolicy(base, null).version);
    expect(compilePolicy(base, company('# nothing yet\n')).version).toBe(compilePolicy(base, null).version);
  });

  it('names what is misspelt with its place and what was meant', () => {
    const text = `refinements:
  - id: priced
    when: { content: [mony], chanels: [email] }
    ceiling: M
    aprover: manager
    why: because
docket: { decisionsPerRpe: 3 }
effects: {}
`;
    expect(problemsOf(text)).toEqual([
      '3:23 refinements.0.when.content.0 is “mony” – did you mean “money”?',
      '3:30 refinements.0.when.chanels is not a key of a policy here – did you mean “channels”?',
      '4:5 refinements.0.ceiling is “M” – use one of P, A',
      '5:5 refinements.0.aprover is not a key of a policy here – did you mean “approver”?',
      '7:11 docket.decisionsPerRpe is not a key of a policy here – did you mean “decisionsPerRep”?',
      '8:1 effects is not a key of a policy here – a company changes no effect class; add a refinement with when: { effects: [...] }',
    ]);
  });

  it('names what is missing, of the wrong kind, or no YAML at all', () => {
    expect(problemsOf('refinements:\n  - when: { fields: [teir] }\n    ceiling: A\n    why: because\n')).toEqual([
      '2:5 refinements.0.id is missing – add a value of type string',
      '2:22 refinements.0.when.fields.0 is “teir” – did you mean “tier”?',
    ]);
    expect(problemsOf('calendar: { timeZone: Europe/Atlantis, holidays: none }')).toEqual([
      '1:13 calendar.timeZone is “Europe/Atlantis” – a time zone is written as Europe/Amsterdam',
      '1:40 calendar.holidays is “none” – write a value of type array',
    ]);
    expect(problemsOf('docket: { decisionsPerRep: 3\n')[0]).toMatch(/^\d+:\d+ \(file\) is not valid YAML/);
    expect(problemsOf('docket:\n  decisionsPerRep: *Renewal*')[0]).toMatch(
      /^2:20 \(file\) is not valid YAML: Unresolved/,
    );
    expect(problemsOf('refinements:\n  - { id: nothing, when: { tiers: [T1] }, why: because }')).toEqual([
      '2:5 refinements.0 is a map – a refinement says at least one of ceiling, approver, secondApprover, selfApproval and expiresInBusinessDays',
    ]);
  });

  it('refuses a value that loosens, a second rule of the same name, and one that can never hold', () => {
    const text = `docket: { decisionsPerRep: 2 }
autonomy:
  weeks: 4
  bars: { message: 0.9 }
refinements:
  - { id: large-terms, when: { effects: [terms] }, expiresInBusinessDays: 10, why: slow }
  - { id: never, when: { actions: [forecast], effects: [terms] }, ceiling: P, why: because }
`;
    expect(problemsOf(text)).toEqual([
      expect.stringMatching(/^4:11 autonomy.bars.message is 0.9, the base asks for at least 0.95 – a company tightens/),
      '6:7 refinements.0.id is “large-terms” a second time – give each refinement an id of its own',
      expect.stringMatching(/^6:52 refinements.0.expiresInBusinessDays is 10, the base gives at most 5 for terms/),
      expect.stringMatching(/^7:18 refinements.1.when can never hold/),
    ]);
    expect(() => compilePolicy(base, company(text))).toThrow(PolicyErrors);
  });
});
