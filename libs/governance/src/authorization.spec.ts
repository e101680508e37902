import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { EffectClass, Tier } from '@salesagent/canon/sales';
import type { Decision, Responsible } from './approval';
import { authorization, type Authorized, type GateSoFar } from './authorization';
import { decide, type Ruling } from './decide';
import { policySchema, type Policy } from './policy';

const base = policySchema.parse(parse(readFileSync(resolve(__dirname, '../../../playbooks/base/policy.yaml'), 'utf8')));
const refined = (id: string, rest: object): Policy => ({
  ...base,
  refinements: [...base.refinements, { id, when: { amountAtLeast: 1 }, why: 'a test', ...rest }],
});
/** The base, one that hands the decision up, and one that lets nothing be done. */
const POLICIES: Policy[] = [
  base,
  refined('up', { approver: 'manager' as const }),
  refined('shut', { ceiling: 'P' as const }),
];
const EFFECTS: EffectClass[] = ['log', 'overwrite', 'message', 'insight'];
const DAY = 86_400_000;
const START = Date.UTC(2026, 2, 2, 9);

const PEOPLE = [
  { personId: 'anna', roles: ['rep'] },
  { personId: 'ben', roles: ['rep'] },
  { personId: 'mara', roles: ['manager'] },
  { personId: null, roles: ['operations_vp'] },
  { personId: null, roles: ['admin'] },
];

type Step =
  | { do: 'decide'; who: number; no: boolean; stale: boolean; edited: boolean }
  | { do: 'authorize'; which: number | 'none' | 'unknown' }
  | { do: 'edit record' }
  | { do: 'tier'; tier: Tier | null }
  | { do: 'policy'; which: number }
  | { do: 'wait'; days: number }
  | { do: 'switch'; stopped: boolean }
  | { do: 'owner'; who: string }
  | { do: 'autonomy'; earned: boolean }
  | { do: 'facts'; gone: boolean }
  | { do: 'known-bad'; digest: string | null };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('decide' as const),
      who: fc.nat(4),
      no: tenth(),
      stale: tenth(),
      edited: fc.boolean(),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('authorize' as const),
      which: fc.oneof(
        { weight: 6, arbitrary: fc.nat(3) },
        fc.constant('none' as const),
        fc.constant('unknown' as const),
      ),
    }),
  },
  fc.record({ do: fc.constant('edit record' as const) }),
  fc.record({ do: fc.constant('tier' as const), tier: fc.constantFrom<Tier | null>('T1', 'T2', 'T3', null) }),
  fc.record({ do: fc.constant('policy' as const), which: fc.nat(2) }),
  fc.record({ do: fc.constant('wait' as const), days: fc.constantFrom(0.01, 1, 4, 9) }),
  fc.record({ do: fc.constant('switch' as const), stopped: fc.boolean() }),
  fc.record({ do: fc.constant('owner' as const), who: fc.constantFrom('anna', 'ben') }),
  fc.record({ do: fc.constant('autonomy' as const), earned: fc.boolean() }),
  fc.record({ do: fc.constant('facts' as const), gone: tenth() }),
  fc.record({ do: fc.constant('known-bad' as const), digest: fc.constantFrom('edited', 'own', null, null, null) }),
);

function tenth(): fc.Arbitrary<boolean> {
  return fc.nat(9).map((n) => n === 0);
}

/** The world around one gate, moved by steps; the gate moves by what `authorization` says, as orchestrator's does. */
class World {
  readonly decisions: Decision[] = [];
  gate: GateSoFar = { ended: null, approvedBy: null, approvedDigest: null };
  recordVersion = 1;
  tier: Tier | null;
  policy = 0;
  at = START;
  stopped = false;
  owner = 'anna';
  autonomy = false;
  gone = false;
  knownBad: string | null = null;

  constructor(
    readonly effect: EffectClass,
    readonly proposed: Tier,
  ) {
    this.tier = proposed;
  }

  get people(): Responsible {
    return { ownerIds: [this.owner], managerIds: ['mara'] };
  }

  get ruling(): Ruling {
    return decide(POLICIES[this.policy]!, {
      action: 'stalled-deal-alert',
      effect: this.effect,
      tierProposed: this.proposed,
      tierNow: this.tier,
      amount: 10,
      fields: [],
      content: [],
      channel: null,
      moment: { at: new Date(this.at), businessDate: new Date(this.at).toISOString().slice(0, 10) },
      autonomyEarned: this.autonomy,
    });
  }

  decide(s: Extract<Step, { do: 'decide' }>): void {
    const who = PEOPLE[s.who]!;
    this.decisions.push({
      decisionId: `d${this.decisions.length}`,
      actionId: 'a',
      decision: s.no ? 'reject' : 'approve',
      digest: s.edited ? 'edited' : s.stale ? 'another' : 'own',
      by: who.personId ?? who.roles[0]!,
      ...who,
      evidenceOpened: true,
      reason: null,
      recordVersion: this.recordVersion,
      policyVersion: `p${this.policy}`,
      expiresAt: new Date(START + 5 * DAY).toISOString(),
      edited: s.edited,
    });
  }

  authorize(decisionId: string | null): Authorized {
    const said = authorization({
      actionId: 'a',
      digest: 'own',
      gate: this.gate,
      decisionId,
      decision: this.decisions.find((d) => d.decisionId === decisionId) ?? null,
      recordVersion: this.recordVersion,
      policyVersion: `p${this.policy}`,
      ruling: this.ruling,
      people: this.people,
      gone: this.gone ? 'the deal was won' : null,
      stoppedBy: this.stopped ? 'all' : null,
      knownBad: this.knownBad,
      now: new Date(this.at),
    });
    if (said.kind === 'end') this.gate = { ...this.gate, ended: said.state };
    if (said.kind === 'reject') this.gate = { ...this.gate, ended: 'rejected' };
    if (said.kind === 'permit' && said.approves)
      this.gate = { ...this.gate, approvedBy: decisionId, approvedDigest: said.digest };
    return said;
  }
}

/** What every permit must be able to show, worked out without the code that gave it. */
function objections(world: World, before: GateSoFar, decisionId: string | null, digest: string): string[] {
  const tiers: (Tier | null)[] = [world.proposed, world.tier];
  const strict = tiers.includes('T1') || tiers.includes(null);
  const d = world.decisions.find((each) => each.decisionId === decisionId);
  const manager = world.policy === 1;
  const wrong = [
    before.ended !== null && 'the gate had ended',
    world.stopped && 'it is stopped',
    world.gone && 'its facts are gone',
    digest === world.knownBad && 'it was made wrong on purpose',
    world.policy === 2 && 'the policy lets nothing be done',
    world.effect === 'message' && strict && 'a message on a T1 account is only prepared',
  ];
  if (decisionId === null) {
    const alone = world.effect === 'insight' || (world.autonomy && world.ruling.ceiling === 'M');
    wrong.push(!alone && before.approvedBy === null && 'nobody approved it and it may not run alone');
    return wrong.filter((each) => each !== false);
  }
  const may = [...(manager ? [] : [world.owner]), 'mara', ...(manager ? [] : ['operations_vp'])];
  wrong.push(
    d === undefined && 'there is no such decision',
    d?.decision !== 'approve' && 'it was refused',
    d?.digest !== digest && 'another payload was decided on',
    digest === 'another' && 'it is not what was proposed',
    d?.recordVersion !== world.recordVersion && 'the record changed',
    world.at >= START + 5 * DAY && 'its time is over',
    !may.includes(d?.by ?? '') && `${d?.by ?? ''} may not decide this now`,
    before.approvedBy === null && d?.policyVersion !== `p${world.policy}` && 'it was decided under another policy',
    before.approvedBy !== null && before.approvedBy !== decisionId && 'another decision was used',
  );
  return wrong.filter((each) => each !== false);
}

it('gives no permit that policy, tiers, people, time, facts and kill switch of that moment do not allow, over 10,000 sequences', () => {
  const permits = { first: 0, again: 0, alone: 0 };
  const seen = new Set<string>();
  fc.assert(
    fc.property(
      fc.constantFrom(...EFFECTS),
      fc.constantFrom<Tier>('T1', 'T2', 'T3'),
      fc.array(step, { minLength: 4, maxLength: 24 }),
      (effect, proposed, steps) => {
        const world = new World(effect, proposed);
        for (const s of steps) {
          if (s.do === 'decide') world.decide(s);
          else if (s.do === 'edit record') world.recordVersion += 1;
          else if (s.do === 'tier') world.tier = s.tier;
          else if (s.do === 'policy') world.policy = s.which;
          else if (s.do === 'wait') world.at += s.days * DAY;
          else if (s.do === 'switch') world.stopped = s.stopped;
          else if (s.do === 'owner') world.owner = s.who;
          else if (s.do === 'autonomy') world.autonomy = s.earned;
          else if (s.do === 'facts') world.gone = s.gone;
          else if (s.do === 'known-bad') world.knownBad = s.digest;
          else {
            const decisionId = s.which === 'none' ? null : s.which === 'unknown' ? 'forged' : `d${s.which}`;
            const before = world.gate;
            const said = world.authorize(decisionId);
            seen.add(said.kind === 'void' ? `void ${said.code}` : said.kind);
            if (said.kind !== 'permit') continue;
            expect(objections(world, before, decisionId, said.digest)).toEqual([]);
            permits[decisionId === null ? 'alone' : said.approves ? 'first' : 'again'] += 1;
          }
        }
      },
    ),
    { numRuns: 10_000, seed: 1 },
  );
  // Not vacuous: every kind of answer was given, and permits of each kind.
  expect(Math.min(permits.first, permits.again, permits.alone)).toBeGreaterThan(100);
  expect([...seen].sort()).toEqual([
    'closed',
    'end',
    'permit',
    'reject',
    'stopped',
    ...['digest', 'expired', 'known-bad', 'not-approver', 'policy-changed', 'record-changed', 'unknown', 'used'].map(
      (c) => `void ${c}`,
    ),
  ]);
});
