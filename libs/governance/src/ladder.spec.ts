import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import { EFFECT_CLASSES, TIERS, type EffectClass, type Tier } from '@salesagent/canon/sales';
import { evidenceOf, type KnownBadAnswer, type LadderDecision } from './autonomy-evidence';
import { decide } from './decide';
import { countedSince, LOWEST_RUNG, promotionProblem, rungAfter, standingOf, type Rung } from './ladder';
import { policySchema, type Policy } from './policy';

const base = policySchema.parse(parse(readFileSync(resolve(__dirname, '../../../playbooks/base/policy.yaml'), 'utf8')));
const WATCHED: Policy = {
  ...base,
  refinements: [{ id: 'watched', when: { actions: ['deal-risk'] }, ceiling: 'P', why: 'only watched' }],
};
const DAY = 86_400_000;
const START = Date.UTC(2026, 2, 2, 9);

/** Where autonomy can be earned, written down from the catalogue's table and not read from the code. */
const EARNABLE = ['log T1', 'log T2', 'log T3', 'stage T3', 'message T3'];

const person = fc.constantFrom('anna', 'ben', 'mara');
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('decide' as const),
      by: person,
      isPerson: fc.boolean(),
      evidenceOpened: fc.boolean(),
      outcome: fc.constantFrom('accepted' as const, 'edited' as const, 'rejected' as const),
    }),
  },
  fc.record({ do: fc.constant('flood' as const), by: person, n: fc.integer({ min: 50, max: 300 }) }),
  // What earns it: some weeks of two people's accepted decisions, with known-bad ones among them.
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('weeks' as const),
      n: fc.integer({ min: 1, max: 8 }),
      aDay: fc.integer({ min: 1, max: 3 }),
    }),
  },
  fc.record({ do: fc.constant('check' as const), caught: fc.nat(9).map((n) => n > 0) }),
  fc.record({ do: fc.constant('wait' as const), days: fc.constantFrom(0.1, 3, 30) }),
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('promote' as const),
      roles: fc.oneof(
        { weight: 4, arbitrary: fc.constant<string[]>(['operations_vp']) },
        fc.constantFrom<string[]>(['rep'], ['manager'], ['admin'], ['service'], ['operations_vp', 'service']),
      ),
    }),
  },
  fc.record({ do: fc.constant('demote' as const) }),
  fc.record({ do: fc.constant('watch' as const), watched: fc.nat(4).map((n) => n === 0) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** The history of one action on one tier, moved by steps as orchestrator moves its own. */
class World {
  readonly decisions: LadderDecision[] = [];
  readonly answers: KnownBadAnswer[] = [];
  rung: Rung = LOWEST_RUNG;
  policy = base;
  at = START;
  promotions = 0;

  constructor(
    readonly effect: EffectClass,
    readonly tier: Tier,
  ) {}

  get standing() {
    const missed = this.answers.filter((a) => !a.caught).at(-1)?.at ?? null;
    const evidence = evidenceOf(this.decisions, this.answers, this.policy.autonomy, countedSince(this.rung, missed));
    const place = { action: 'deal-risk' as const, effect: this.effect, tier: this.tier };
    return standingOf(this.policy, place, this.rung, evidence, new Date(this.at));
  }

  get runsAlone(): boolean {
    const { effect, tier } = this;
    const ruling = decide(this.policy, {
      ...{ action: 'deal-risk', effect, tierProposed: tier, tierNow: tier, amount: 0, fields: [] },
      ...{ content: [], channel: null, moment: null, autonomyEarned: this.rung.signed !== null },
    });
    return ruling.mode === 'autonomous';
  }

  take(s: Step): void {
    const add = (over: Partial<LadderDecision>): void => {
      this.at += 1_000;
      const actionId = `a${this.decisions.length}`;
      const plain = { by: 'anna', isPerson: true, evidenceOpened: true, outcome: 'accepted' as const, undone: false };
      this.decisions.push({ ...plain, actionId, at: new Date(this.at), ...over });
    };
    switch (s.do) {
      case 'decide':
        return add({ by: s.by, isPerson: s.isPerson, evidenceOpened: s.evidenceOpened, outcome: s.outcome });
      case 'flood':
        for (let i = 0; i < s.n; i++) add({ by: s.by });
        return;
      case 'weeks':
        for (let day = 0; day < s.n * 7; day++) {
          this.at += DAY;
          for (let i = 0; i < s.aDay; i++) add({ by: (day + i) % 2 ? 'ben' : 'anna' });
          if (day % 7 === 3) this.answers.push({ at: new Date(this.at), caught: true });
        }
        return;
      case 'check':
        this.answers.push({ at: new Date((this.at += 1_000)), caught: s.caught });
        if (!s.caught && this.rung.signed) this.demote('known-bad-approved');
        return;
      case 'wait':
        this.at += s.days * DAY;
        return;
      case 'promote':
        if (promotionProblem(this.standing, s) !== null) return;
        this.promotions += 1;
        this.rung = rungAfter(this.rung, {
          ...{ type: 'promoted', at: new Date(this.at), by: 'vera', policyVersion: 'p1' },
        });
        return;
      case 'demote':
        return this.demote('operations');
      case 'watch':
        this.policy = s.watched ? WATCHED : base;
    }
  }

  private demote(cause: 'operations' | 'known-bad-approved'): void {
    this.rung = rungAfter(this.rung, {
      type: 'demoted',
      at: new Date((this.at += 1_000)),
      by: 'vera',
      cause,
      reason: 'r',
    });
  }
}

/** What every promotion must be able to show, counted without the code that let it be signed. */
function objections(before: World, s: Extract<Step, { do: 'promote' }>): string[] {
  const { demoted } = before.rung;
  const missed = before.answers.filter((a) => !a.caught).map((a) => a.at.getTime());
  const since = Math.max(0, demoted?.at.getTime() ?? 0, ...missed);
  const good = before.decisions.filter((d) => d.at.getTime() > since && d.isPerson && d.evidenceOpened);
  const days = new Set(good.map((d) => `${d.by} ${d.at.toISOString().slice(0, 10)}`));
  const accepted = good.filter((d) => d.outcome === 'accepted');
  return [
    !EARNABLE.includes(`${before.effect} ${before.tier}`) && 'it cannot be earned',
    before.policy === WATCHED && 'it is only watched',
    before.rung.signed !== null && 'it ran alone already',
    (!s.roles.includes('operations_vp') || s.roles.includes('service')) && 'nobody may sign it but operations',
    demoted !== null && before.at < demoted.at.getTime() + 28 * DAY && 'it rests',
    accepted.length < 40 && 'too little was accepted',
    // Fifty decisions at no more than five of one person a day.
    days.size < 10 && 'too few days of too few people',
    new Set(good.map((d) => d.by)).size < 2 && 'one person alone',
    good.length > 0 && good.at(-1)!.at.getTime() - good[0]!.at.getTime() < 28 * DAY && 'less than four weeks',
    before.answers.filter((a) => a.at.getTime() > since).length < 3 && 'too few known-bad proposals',
  ].filter((o) => o !== false);
}

describe('the ladder', () => {
  it('lets nothing run alone without a signature that stands, and nothing be signed that is not earned', () => {
    let promotions = 0;
    let alone = 0;
    fc.assert(
      fc.property(
        fc.oneof(
          { weight: 3, arbitrary: fc.constantFrom(...EARNABLE) },
          fc.tuple(fc.constantFrom(...EFFECT_CLASSES), fc.constantFrom(...TIERS)).map((p) => p.join(' ')),
        ),
        fc.array(step, { minLength: 3, maxLength: 20 }),
        (place, steps) => {
          const [effect, tier] = place.split(' ') as [EffectClass, Tier];
          const world = new World(effect, tier);
          for (const s of steps) {
            const { promotions: signed } = world;
            const objected = s.do === 'promote' ? objections(world, s) : [];
            world.take(s);
            if (world.promotions > signed) expect(objected).toEqual([]);
            if (s.do === 'demote') expect(world.runsAlone && effect !== 'insight').toBe(false);
            const may = effect === 'insight' ? world.policy === base : world.rung.signed !== null;
            if (world.runsAlone) expect(may && (effect === 'insight' || EARNABLE.includes(place))).toBe(true);
            if (world.runsAlone && effect !== 'insight') alone += 1;
          }
          promotions += world.promotions;
        },
      ),
      { numRuns: 3_000, seed: 1 },
    );
    // Not vacuous: it was earned, and it ran.
    expect(Math.min(promotions, alone)).toBeGreaterThan(100);
  });

  it('is not climbed by a flood, however many people and approvals it has on one day', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...EARNABLE),
        fc.array(fc.record({ by: fc.constantFrom('a', 'b', 'c', 'd', 'e'), n: fc.integer({ min: 10, max: 400 }) }), {
          minLength: 1,
          maxLength: 8,
        }),
        (place, floods) => {
          const [effect, tier] = place.split(' ') as [EffectClass, Tier];
          const world = new World(effect, tier);
          for (const { by, n } of floods) world.take({ do: 'flood', by: by as 'anna', n });
          for (let i = 0; i < 5; i++) world.take({ do: 'check', caught: true });
          expect(promotionProblem(world.standing, { roles: ['operations_vp'] })?.code).toBe('lacking');
        },
      ),
      { numRuns: 300, seed: 2 },
    );
  });

  const climbed = (weeks: number): World => {
    const world = new World('stage', 'T3');
    world.take({ do: 'weeks', n: weeks, aDay: 2 });
    return world;
  };
  const operations = { do: 'promote' as const, roles: ['operations_vp'] };

  it('says where an action stands, from climbing to alone and back', () => {
    const world = climbed(2);
    expect(world.standing).toMatchObject({ stands: 'climbing', bar: 0.9, ceiling: 'M' });
    world.take({ do: 'weeks', n: 3, aDay: 2 });
    expect(world.standing).toMatchObject({ stands: 'ready', lacks: [] });
    expect(promotionProblem(world.standing, { roles: ['manager'] })).toMatchObject({ code: 'not-signer' });
    world.take(operations);
    expect(world.standing.stands).toBe('alone');
    world.take({ do: 'check', caught: false });
    expect(world.standing).toMatchObject({ stands: 'resting', evidence: { decisions: 0 } });
    expect(world.standing.lacks[0]).toMatch(/^rests until 2026-05-04 after it was taken down/);
    world.take({ do: 'weeks', n: 5, aDay: 2 });
    world.take(operations);
    expect(world.standing.stands).toBe('alone');
  });

  it.each([
    ['insight', 'T1', 'from-day-one'],
    ['task', 'T3', 'owner-accepts'],
    ['commit', 'T3', 'people'],
    ['message', 'T1', 'prepared'],
    ['overwrite', 'T3', 'people'],
  ] as const)('has nothing to earn for %s on %s', (effect, tier, stands) => {
    const world = new World(effect, tier);
    world.take({ do: 'weeks', n: 6, aDay: 2 });
    expect(world.standing).toMatchObject({ stands, evidence: null, lacks: [] });
    expect(promotionProblem(world.standing, { roles: ['operations_vp'] })?.code).toBe('not-earnable');
  });
});
