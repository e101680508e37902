import { classifyDeal, type Classification, type WonAges } from '@salesagent/canon/kpi';
import type { SegmentCurve, WinCurve } from '@salesagent/canon/events';
import type { Pool } from 'pg';

const UNKNOWN: WonAges = { oldestWonDays: null, wonP80Days: null };
const agesOf = (curve: SegmentCurve): WonAges => ({ oldestWonDays: curve.oldestWonDays, wonP80Days: curve.wonP80Days });

export interface CurveFacts {
  asOf: string | null;
  agesFor(segment: unknown): WonAges;
}

/** What the newest win curve says about ages; deals are not classified before there is one. */
export async function loadCurve(pool: Pool): Promise<CurveFacts> {
  const { rows } = await pool.query<{ curve: WinCurve }>(`select curve from console.win_curve`);
  return curveFacts(rows[0]?.curve ?? null);
}

export function curveFacts(curve: WinCurve | null): CurveFacts {
  return {
    asOf: curve?.asOf ?? null,
    agesFor(segment) {
      const own = typeof segment === 'string' ? curve?.segments[segment] : undefined;
      return own ? agesOf(own) : curve ? agesOf(curve.company) : UNKNOWN;
    },
  };
}

export type Health = 'live' | 'stalled' | 'dead';

const day = (value: unknown): string | null =>
  typeof value === 'string' && value.length >= 10 ? value.slice(0, 10) : null;

/**
 * Where a deal stands by the one classification of canon/kpi. `health` is null for closed and prospecting deals, and
 * while no win curve is known: nothing would then separate stalled from live.
 */
export function standingOf(
  fields: Record<string, unknown>,
  movedAt: string | null,
  curve: CurveFacts,
  asOf: string,
): Classification & { health: Health | null } {
  const outcome = fields['outcome'];
  const classification = classifyDeal(
    {
      outcome: outcome === 'won' || outcome === 'lost' ? outcome : null,
      subStage: typeof fields['subStage'] === 'string' ? fields['subStage'] : null,
      engagedOn: day(fields['engagedAt']),
      createdOn: day(fields['createdAt']),
      closedOn: day(fields['closedAt']),
      subStageSince: day(movedAt),
    },
    curve.agesFor(fields['segment']),
    asOf,
  );
  const { standing } = classification;
  const open = standing === 'active' || standing === 'stalled' || standing === 'dead';
  const health = !open || curve.asOf === null ? null : standing === 'active' ? 'live' : standing;
  return { ...classification, health };
}
