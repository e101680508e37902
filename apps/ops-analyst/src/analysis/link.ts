import type { z } from 'zod';
import type { Kpi } from '@salesagent/canon/kpi';
import type { dealsBehindLinkSchema } from '../api/shared.schema';
import type { KpiValueDto } from '../api/kpi.schema';

export type DealsBehindLink = z.infer<typeof dealsBehindLinkSchema>;

/** The address of the deals behind a number; parameters that are null are left out. */
export function dealsBehind(n: number, predicate: string, query: Record<string, string | null>): DealsBehindLink {
  const parameters = Object.entries(query).flatMap(([k, v]) => (v === null ? [] : [`${k}=${encodeURIComponent(v)}`]));
  return { count: n, predicate, href: `/deals-behind?${parameters.join('&')}` };
}

/** A KPI as it leaves the service: its deals become the address where they are listed. */
export function kpiValue(kpi: Kpi, group: { by: string; key: string } | null = null): KpiValueDto {
  const { deals, predicate, ...rest } = kpi;
  const link = dealsBehind(deals.length, predicate, {
    kpi: kpi.id,
    asOf: kpi.asOf,
    period: kpi.period.id,
    by: group?.by ?? null,
    group: group?.key ?? null,
  });
  return { ...rest, deals: predicate === '' || deals.length === 0 ? null : link };
}
