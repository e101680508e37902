import { Controller, Get, Inject, Query } from '@nestjs/common';
import { Can, CurrentPrincipal, seesEverything, type Principal } from '@salesagent/auth';
import { FORMULA_VERSION, measureGroups, measureKpis, UNKNOWN_GROUP, type Grouping } from '@salesagent/canon/kpi';
import { Analyst } from '../analysis/analyst';
import { kpiValue } from '../analysis/link';
import type { Labels } from '../projection/read-company';
import { AskedDay, parsed } from './asked';
import type { KpisResponse } from './kpi.schema';
import { kpisQuery } from './query.schema';
import { Names, visibleCompany } from './scope';

@Controller('kpis')
@Can('read', 'Analysis')
export class KpiController {
  constructor(
    @Inject(Analyst) private readonly analyst: Analyst,
    @Inject(AskedDay) private readonly asked: AskedDay,
    @Inject(Names) private readonly names: Names,
  ) {}

  /** KPIs of a period up to a day. A rep or manager sees those of their deals, judged by the company's yardstick. */
  @Get()
  async kpis(@Query() query: unknown, @CurrentPrincipal() principal: Principal): Promise<KpisResponse> {
    const { period, by, ...asked } = parsed(kpisQuery, query);
    const day = await this.asked.of(asked);
    const { company, labels } = await this.analyst.reading(day);
    const whole = seesEverything(principal);
    const visible = visibleCompany(company, principal);
    const window = this.analyst.period(company, period);
    const kpis = whole ? await this.analyst.kpis(day, period) : measureKpis(visible, window, {}, company);
    const groups =
      by === undefined
        ? null
        : whole
          ? await this.analyst.groups(day, period, by)
          : measureGroups(visible, window, by, company);
    const named = by === undefined ? null : await this.names.open(labels);
    const unknown = groups?.find((g) => g.key === UNKNOWN_GROUP)?.kpis;
    return {
      asOf: company.asOf,
      currency: company.currency,
      formulaVersion: FORMULA_VERSION,
      period: window,
      by: by ?? null,
      kpis: kpis.map((k) => kpiValue(k)),
      groups:
        groups?.map(({ key, kpis: own }) => ({
          key,
          label: named && by ? labelOf(by, key, named) : key,
          kpis: own.map((k) => kpiValue(k, { by: by as string, key })),
        })) ?? null,
      notes: [
        ...(whole ? [] : ['Measured of the deals you may see.']),
        ...(unknown ? [`Group "unknown": the ${by} of these deals was not known by ${company.asOf}.`] : []),
      ],
    };
  }
}

function labelOf(
  by: Grouping,
  key: string,
  names: Omit<Labels, 'people'> & { people: Map<string, string | null> },
): string {
  if (by === 'rep') return names.people.get(key) ?? key;
  if (by === 'product') return names.products.get(key) ?? key;
  return key;
}
