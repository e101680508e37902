import { promotionProblem, undoneTooOften, type DemotionCause, type PromotionRefusal } from '@salesagent/governance';
import type { EventStore } from '@salesagent/event-store';
import type { Clock } from '@salesagent/platform';
import { policyInForce } from '../gate/policy-store';
import { earnedAutonomy } from '../gate/rulings';
import { demote, demotionStreams } from './demoting';
import { lifts } from './lift';
import { appendToRung } from './rung-log';
import { rungView, type RungView } from './rung-view';
import { setShadow, type Shadowing } from './shadowing';
import { ranAlone, rungStream, rungs, type RungName } from './rungs';

/** Who signs or takes down: verified by the API before it comes here. */
export interface LadderPerson {
  sub: string;
  personId: string | null;
  roles: readonly string[];
}

/** What may not be signed, with all it lacks; or what cannot be taken down, as it climbs nothing. */
export class LadderRefused extends Error {
  constructor(
    readonly code: PromotionRefusal,
    message: string,
    readonly lacks: readonly string[],
  ) {
    super(message);
    this.name = 'LadderRefused';
  }
}

const nameOf = ({ personId, sub }: LadderPerson): string => personId ?? sub;

/** Autonomy of actions on tiers: where each stands, the signature that lets one run alone, and taking it away at once. */
export class Ladder {
  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
  ) {}

  /** Every action of the catalogue on every tier; with `only`, that action on that tier. */
  async standings(only: RungName | null = null): Promise<RungView[]> {
    const { policy } = await policyInForce(this.store.pool);
    const now = this.clock.now();
    const known = await rungs(this.store.pool, policy, now, only);
    const measured = await lifts(this.store.pool, policy.autonomy.outcomeDays, now);
    const { shadow } = await earnedAutonomy(this.store.pool);
    return known.map((rung) => {
      const mode = shadow?.get(`${rung.action} ${rung.tier}`) ?? null;
      return rungView(rung, policy, measured.get(rung.action) ?? null, mode);
    });
  }

  /**
   * Lets an action run alone on a tier from this commit on, under this person's name.
   * @throws LadderRefused with everything it lacks
   */
  async promote(name: RungName, who: LadderPerson): Promise<RungView> {
    const stream = rungStream(name);
    await this.store.transact([stream], async (tx) => {
      const { policy, version: policyVersion } = await policyInForce(tx.client);
      const now = this.clock.now();
      const candidates = await rungs(tx.client, policy, now, name);
      // An action with several effect classes: what can be earned is what is signed, and all of it must be.
      const earned = candidates.filter(({ bar }) => bar !== null);
      for (const candidate of earned.length > 0 ? earned : candidates) {
        const problem = promotionProblem(candidate, who);
        if (problem) throw new LadderRefused(problem.code, problem.message, problem.lacks);
      }
      const { evidence, bound, bar, effect } = earned[0]!;
      const by = nameOf(who);
      const { decisions, acceptedUnedited, approvers, weeks, checks } = evidence!;
      const data = {
        ...name,
        ...{ effect, by, policyVersion, bound, bar },
        evidence: { decisions, acceptedUnedited, approvers, weeks, knownBadCaught: checks.caught },
      };
      await appendToRung(tx, stream, 'AutonomyPromoted', data, by, now);
      await tx.client.query(
        `insert into orchestrator.autonomy (action, tier, signed_by, signed_at, policy_version)
         values ($1, $2, $3, $4, $5)`,
        [name.action, name.tier, by, now, policyVersion],
      );
    });
    return (await this.standings(name))[0]!;
  }

  /**
   * Takes an action down on a tier at once: from this commit on nothing of it runs alone, permits given before are void,
   * its evidence is counted anew, and nothing is promoted again until it has rested.
   * @throws LadderRefused for what climbs nothing
   */
  async demote(name: RungName, cause: DemotionCause, reason: string, who: LadderPerson): Promise<RungView> {
    const before = await this.standings(name);
    if (before.every(({ bar, signed }) => bar === null && signed === null)) {
      const { action, tier } = name;
      const message = `${action} on ${tier} ${before[0]!.words}: there is nothing to take down`;
      throw new LadderRefused('not-earnable', message, []);
    }
    await this.store.transact(demotionStreams(name), (tx) =>
      demote(tx, name, { cause, reason, by: nameOf(who) }, this.clock.now()),
    );
    return (await this.standings(name))[0]!;
  }

  /** In shadow it prepares and nobody is asked; out of it, policy and signatures hold as they are. */
  async shadow(asked: Shadowing, who: LadderPerson): Promise<RungView[]> {
    await setShadow(this.store, asked, nameOf(who), this.clock.now());
    const all = await this.standings();
    return all.filter((r) => r.action === asked.action && (asked.tier === null || r.tier === asked.tier));
  }

  /** Takes down what was undone too often. @returns how many */
  async turn(): Promise<number> {
    const { policy } = await policyInForce(this.store.pool);
    const { undoneAtMost } = policy.autonomy;
    const ran = await ranAlone(this.store.pool);
    const bad = ran.filter((r) => undoneTooOften(r, undoneAtMost));
    for (const { action, tier, executed, undone } of bad) {
      const reason = `${undone} of ${executed} that ran alone were undone; at most ${undoneAtMost * 100} % may be`;
      await this.store.transact(demotionStreams({ action, tier }), (tx) =>
        demote(tx, { action, tier }, { cause: 'undone', reason, by: 'policy' }, this.clock.now()),
      );
    }
    return bad.length;
  }
}
