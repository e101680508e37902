import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { EffectClass, Tier } from '@salesagent/canon/sales';
import type { Decision, Responsible } from './approval';
import { authorization, type Authorized, type GateSoFar } from './authorization';
import { decide, type Ruling } from './decide';
import { policySchema, type ApproverRole, type Policy } from './policy';

const base = policySchema.parse(parse(readFileSync(resolve(__dirname, '../../../playbooks/base/policy.yaml'), 'utf8')));
const refined = (id: string, rest: object): Policy => ({
  ...base,
  refinements: [...base.refinements, { id, when: { amountAtLeast: 1 }, why: 'a test', ...rest }],
});
/**
 * The base; one that hands the decision up; one that lets nothing be done; one that asks a second person, of the role
 * above; one in which nobody approves what is their own.
 */
const POLICIES: Policy[] = [
  base,
  refined('up', { approver: 'manager' as const }),
  refined('shut', { ceiling: 'P' as const }),
  refined('two', { secondApprover: 'manager' as const }),
  refined('another', { selfApproval: false as const }),
];
const EFFECTS: EffectClass[] = ['log', 'overwrite', 'message', 'insight'];
const DAY = 86_400_000;
const START = Date.UTC(2026, 2, 2, 9);

const PEOPLE = [
  { sub: 'anna', personId: 'anna', roles: ['rep'] },
  { sub: 'ben', personId: 'ben', roles: ['rep'] },
  { sub: 'mara', personId: 'mara', roles: ['manager'] },
  { sub: 'vera', personId: null, roles: ['operations_vp'] },
  { sub: 'root', personId: null, roles: ['admin'] },
  // The same people through another sign-in, and one whose person the CRM names only later.
  { sub: 'anna@home', personId: 'anna', roles: ['operations_vp'] },
  { sub: 'vera', personId: 'p9', roles: ['operations_vp'] },
  { sub: 'deal', personId: null, roles: ['service', 'operations_vp'] },
];

type Step =
  | { do: 'decide'; who: number; no: boolean; what: 'own' | 'shown' | 'another' | 'edited' | 'edited otherwise' }
  | { do: 'authorize'; which: number | 'newest' | 'none' | 'unknown' }
  | { do: 'edit record' }
  | { do: 'tier'; tier: Tier | null }
  | { do: 'policy'; which: number }
  | { do: 'wait'; days: number }
  | { do: 'switch'; stopped: boolean }
  | { do: 'owner'; who: string }
  | { do: 'autonomy'; earned: boolean }
  | { do: 'facts'; gone: boolean }
  | { do: 'escalate'; to: ApproverRole | null }
  | { do: 'asked for'; by: string | null }
  | { do: 'known-bad'; digest: string | null };

const decided = fc.record({
  do: fc.constant('decide' as const),
  who: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(0, 2) }, fc.nat(7)),
  no: tenth(),
  what: fc.oneof(
    { weight: 4, arbitrary: fc.constant('shown' as const) },
    fc.constantFrom('own' as const, 'another' as const, 'edited' as const, 'edited otherwise' as const),
  ),
});
/** Decided and used at once, as a person does who is not in anybody's way. */
const taken = decided.map((d): Step[] => [d, { do: 'authorize', which: 'newest' }]);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: decided },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('authorize' as const),
      which: fc.oneof(
        { weight: 6, arbitrary: fc.constant('newest' as const) },
        { weight: 3, arbitrary: fc.nat(4) },
        fc.constant('none' as const),
        fc.constant('unknown' as const),
      ),
    }),
  },
  fc.record({ do: fc.constant('edit record' as const) }),
  fc.record({ do: fc.constant('tier' as const), tier: fc.constantFrom<Tier | null>('T1', 'T2', 'T3', null) }),
  fc.record({ do: fc.constant('policy' as const), which: fc.nat(POLICIES.length - 1) }),
  fc.record({ do: fc.constant('wait' as const), days: fc.constantFrom(0.01, 1, 4, 9) }),
  fc.record({ do: fc.constant('switch' as const), stopped: fc.boolean() }),
  fc.record({ do: fc.constant('owner' as const), who: fc.constantFrom('anna', 'ben') }),
  fc.record({ do: fc.constant('autonomy' as const), earned: fc.boolean() }),
  fc.record({ do: fc.constant('facts' as const), gone: tenth() }),
  fc.record({
    do: fc.constant('escalate' as const),
    to: fc.constantFrom<ApproverRole | null>(null, 'manager', 'operations_vp'),
  }),
  fc.record({ do: fc.constant('asked for' as const), by: fc.constantFrom(null, 'anna', 'mara', 'vera') }),
  fc.record({ do: fc.constant('known-bad' as const), digest: fc.constantFrom('edited', 'own', null, null, null) }),
);

function tenth(): fc.Arbitrary<boolean> {
  return fc.nat(9).map((n) => n === 0);
}

/** The world around one gate, moved by steps; the gate moves by what `authorization` says, as orchestrator's does. */
class World {
  readonly decisions: Decision[] = [];
  gate: GateSoFar = { ended: null, approvedBy: null, approvedDigest: null, first: null, escalatedTo: null };
  recordVersion = 1;
  tier: Tier | null;
  policy = 0;
  at = START;
  stopped = false;
  owner = 'anna';
  autonomy = false;
  gone = false;
  askers: string[] = [];
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
    const first = this.decision(this.gate.first);
    const shown = first?.digest ?? 'own';
    const digest = s.what === 'shown' ? shown : s.what;
    this.decisions.push({
      decisionId: `d${this.decisions.length}`,
      actionId: 'a',
      decision: s.no ? 'reject' : 'approve',
      digest,
      by: who.personId ?? who.sub,
      ...who,
      evidenceOpened: true,
      reason: null,
      recordVersion: this.recordVersion,
      policyVersion: `p${this.policy}`,
      expiresAt: new Date(START + 5 * DAY).toISOString(),
      edited: digest.startsWith('edited'),
      seconds: this.gate.first,
    });
  }

  decision(decisionId: string | null): Decision | null {
    return this.decisions.find((d) => d.decisionId === decisionId) ?? null;
  }

  authorize(decisionId: string | null): Authorized {
    const said = authorization({
      actionId: 'a',
      digest: 'own',
      gate: this.gate,
      decisionId,
      decision: this.decision(decisionId),
      flaw: null,
      first: this.decision(this.gate.first),
      firstFlaw: null,
      askers: this.askers,
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
    if (said.kind === 'first') this.gate = { ...this.gate, first: decisionId };
    if (said.kind === 'void' && said.firstToo) this.gate = { ...this.gate, first: null };
    if (said.kind === 'permit' && said.approves) {
      const first = this.decision(this.gate.first);
      const both = first !== null && first.decisionId !== decisionId && first.digest === said.digest;
      this.gate = {
        ...this.gate,
        ...{ approvedBy: decisionId, approvedDigest: said.digest, first: both ? first.decisionId : null },
      };
    }
    return said;
  }
}

/** Who may give which approval, worked out without the code under test. */
function may(world: World, d: Decision, role: ApproverRole): boolean {
  if (d.roles.includes('service')) return false;
  const operations = d.roles.includes('operations_vp');
  if (role === 'owner') return d.personId === world.owner || d.personId === 'mara' || operations;
  return role === 'manager' ? d.personId === 'mara' : operations;
}

/** What every permit must be able to show. */
function objections(world: World, before: GateSoFar, decisionId: string | null, digest: string): string[] {
  const tiers: (Tier | null)[] = [world.proposed, world.tier];
  const strict = tiers.includes('T1') || tiers.includes(null);
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
    wrong.push(world.policy === 3 && before.approvedBy === null && 'two people were to approve it');
    return wrong.filter((each) => each !== false);
  }
  const role: ApproverRole = world.policy === 1 ? 'manager' : 'owner';
  const d = world.decision(decisionId);
  const second = world.policy === 3 || (world.policy === 4 && d?.edited) ? 'manager' : null;
  const pair = [d, ...(second || before.approvedBy !== null ? [world.decision(world.gate.first)] : [])];
  if (second !== null || pair[1]) {
    const [b, a] = pair;
    wrong.push(second !== null && !a && 'a second person was to approve it');
    if (a && b) {
      wrong.push(a.by === b.by && 'one person approved it twice');
      wrong.push(a.personId !== null && a.personId === b.personId && 'one person with two sign-ins approved it');
      wrong.push(a.sub === b.sub && 'one sign-in approved it twice');
      const asked: ApproverRole[] = [role, ...(world.gate.escalatedTo ? [world.gate.escalatedTo] : [])];
      const one = (x: Decision): boolean => asked.some((r) => may(world, x, r));
      const other = (x: Decision): boolean =>
        may(world, x, 'manager') || (world.gate.escalatedTo === 'operations_vp' && may(world, x, 'operations_vp'));
      if (second !== null) wrong.push(!(one(a) && other(b)) && !(one(b) && other(a)) && 'not those two were asked');
    }
  }
  const asked = [role, second, world.gate.escalatedTo].filter((r) => r !== null);
  for (const each of pair) {
    if (each === null && pair.length > 1) continue;
    const used = before.approvedBy !== null;
    wrong.push(
      each === null && 'there is no such decision',
      each?.decision !== 'approve' && 'it was refused',
      each?.digest !== digest && 'another payload was decided on',
      digest === 'another' && 'it is not what was proposed',
      each?.recordVersion !== world.recordVersion && 'the record changed',
      world.at >= START + 5 * DAY && 'its time is over',
      !asked.some((r) => each && may(world, each, r as ApproverRole)) && `${each?.by ?? ''} may not decide this now`,
      !used && each?.policyVersion !== `p${world.policy}` && 'it was decided under another policy',
      world.policy >= 3 &&
        world.askers.some((asker) => [each?.by, each?.sub].includes(asker)) &&
        'who asked for it approved it',
    );
  }
  wrong.push(
    before.approvedBy !== null && before.approvedBy !== decisionId && 'another decision was used',
    before.approvedBy === null && d?.seconds !== before.first && 'it was not made with the first in view',
  );
  return wrong.filter((each) => each !== false);
}

it('gives no permit that policy, tiers, people, time, facts and kill switch of that moment do not allow, over 10,000 sequences', () => {
  const permits = { first: 0, again: 0, alone: 0, two: 0, twoEdited: 0 };
  const seen = new Set<string>();
  fc.assert(
    fc.property(
      fc.constantFrom(...EFFECTS),
      fc.constantFrom<Tier>('T1', 'T2', 'T3'),
      fc.array(
        fc.oneof(
          step.map((s) => [s]),
          taken,
        ),
        { minLength: 4, maxLength: 20 },
      ),
      fc.nat(POLICIES.length - 1),
      (effect, proposed, steps, policy) => {
        const world = new World(effect, proposed);
        world.policy = policy;
        for (const s of steps.flat()) {
          if (s.do === 'decide') world.decide(s);
          else if (s.do === 'edit record') world.recordVersion += 1;
          else if (s.do === 'tier') world.tier = s.tier;
          else if (s.do === 'policy') world.policy = s.which;
          else if (s.do === 'wait') world.at += s.days * DAY;
          else if (s.do === 'switch') world.stopped = s.stopped;
          else if (s.do === 'owner') world.owner = s.who;
          else if (s.do === 'autonomy') world.autonomy = s.earned;
          else if (s.do === 'facts') world.gone = s.gone;
          else if (s.do === 'escalate') world.gate = { ...world.gate, escalatedTo: s.to };
          else if (s.do === 'asked for') world.askers = s.by === null ? [] : [...world.askers, s.by];
          else if (s.do === 'known-bad') world.knownBad = s.digest;
          else {
            const nth = s.which === 'newest' ? world.decisions.length - 1 : s.which;
            const decisionId = nth === 'none' ? null : nth === 'unknown' ? 'forged' : `d${nth}`;
            const before = world.gate;
            const said = world.authorize(decisionId);
            seen.add(said.kind === 'void' ? `void ${said.code}` : said.kind);
            if (said.kind !== 'permit') continue;
            expect(objections(world, before, decisionId, said.digest)).toEqual([]);
            permits[decisionId === null ? 'alone' : said.approves ? 'first' : 'again'] += 1;
            if (said.approves && world.gate.first !== null)
              permits[world.decision(decisionId)?.edited ? 'twoEdited' : 'two'] += 1;
          }
        }
      },
    ),
    { numRuns: 10_000, seed: 1 },
  );
  // Not vacuous: every kind of answer was given, and permits of each kind.
  for (const n of Object.values(permits)) expect(n).toBeGreaterThan(100);
  expect([...seen].sort()).toEqual([
    'closed',
    'end',
    'first',
    'permit',
    'reject',
    'stopped',
    ...['digest', 'expired', 'known-bad', 'not-approver', 'policy-changed', 'record-changed', 'same-person'].map(
      (c) => `void ${c}`,
    ),
    ...['self-approval', 'unknown', 'used'].map((c) => `void ${c}`),
  ]);
});
