import { z } from 'zod';
import { ACTION_NAMES, TIERS, type ActionName } from '@salesagent/canon/sales';
import { DEMOTION_CAUSES } from '@salesagent/governance';

const place = {
  action: z.enum(ACTION_NAMES as [ActionName, ...ActionName[]]),
  tier: z.enum(TIERS),
};
const share = z.object({ hits: z.int().describe('deals won'), n: z.int().describe('deals whose time is over') });

const liftSchema = z
  .discriminatedUnion('measured', [
    z.object({
      measured: z.literal(true),
      acted: share,
      leftAlone: share,
      difference: z.number().describe('share won after acting less share won when left alone, −1 to 1'),
      lower: z.number().describe('lower end of its 95 % interval'),
      upper: z.number().describe('upper end of its 95 % interval'),
    }),
    z.object({ measured: z.literal(false), acted: share, leftAlone: share, why: z.string() }),
  ])
  .meta({ id: 'Lift' });

/** Where an action stands on a tier. Numbers of the action, never of a person. */
export const rungSchema = z
  .object({
    ...place,
    agent: z.string(),
    effect: z.string(),
    ceiling: z.string(),
    stands: z.enum([
      ...(['from-day-one', 'owner-accepts', 'people', 'prepared'] as const),
      ...(['climbing', 'resting', 'ready', 'alone'] as const),
    ]),
    words: z.string().describe('after the action’s name and tier, in a sentence'),
    evidence: z
      .object({
        since: z.string().nullable().describe('counted from here; null = from the beginning'),
        decisions: z.int(),
        decisionsNeeded: z.int(),
        acceptedUnedited: z.int().nullable().describe('null while only one person has decided'),
        approvers: z.int(),
        approversNeeded: z.int(),
        weeks: z.int(),
        weeksNeeded: z.int(),
        knownBadCaught: z.int(),
        knownBadMissed: z.int(),
        knownBadNeeded: z.int(),
        uncounted: z.object({ notByPerson: z.int(), unopened: z.int(), overDaily: z.int() }),
      })
      .nullable()
      .describe('null where nothing can be earned'),
    bound: z.number().nullable().describe('lower end of the 95 % interval of accepted unedited, 0–1'),
    bar: z.number().nullable().describe('what the bound must exceed, 0–1'),
    lacks: z.array(z.string()).describe('what is missing for a signature'),
    restsUntil: z.string().nullable(),
    signed: z.object({ at: z.string(), by: z.string(), policyVersion: z.string() }).nullable(),
    demoted: z.object({ at: z.string(), by: z.string(), cause: z.string(), reason: z.string() }).nullable(),
    alone: z.object({ executed: z.int(), undone: z.int(), undoneAtMost: z.number() }),
    shadow: z.object({
      wouldRunAlone: z.int().describe('people’s decisions on what it would have done alone'),
      agreed: z.int().nullable().describe('of those, accepted and not undone; null while only one person has decided'),
    }),
    inShadow: z
      .object({ since: z.string(), by: z.string(), reason: z.string() })
      .nullable()
      .describe('since when it only prepares here; null = it is not in shadow'),
    lift: liftSchema.nullable().describe('null where nothing is ever left alone'),
  })
  .meta({ id: 'Rung' });
export type Rung = z.infer<typeof rungSchema>;

export const ladderSchema = z.object({ rungs: z.array(rungSchema) }).meta({ id: 'Ladder' });

export const promoteBodySchema = z.object(place).meta({ id: 'PromoteBody' });
export const demoteBodySchema = z
  .object({
    ...place,
    cause: z.enum(DEMOTION_CAUSES).optional().describe('`operations` when absent'),
    reason: z.string().trim().min(1).max(2_000),
  })
  .meta({ id: 'DemoteBody' });
export const shadowBodySchema = z
  .object({
    action: place.action,
    tier: place.tier.optional().describe('every tier when absent'),
    reason: z.string().trim().min(1).max(2_000),
  })
  .meta({ id: 'ShadowBody' });
