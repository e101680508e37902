import { Controller, Get, Inject, NotFoundException, Query, Res } from '@nestjs/common';
import { Can, CurrentPrincipal, type Principal } from '@salesagent/auth';
import { groupKey, type DealAsOf } from '@salesagent/canon/kpi';
import { CONFIG, type Config } from '@salesagent/platform';
import type { Response } from 'express';
import { Analyst } from '../analysis/analyst';
import { dealsPage } from '../analysis/behind';
import { findings, xray } from '../analysis/xray';
import { xrayDocument } from '../analysis/xray-document';
import { AskedDay, parsed } from './asked';
import { dealsBehindQuery, documentQuery, xrayQuery } from './query.schema';
import { Names, visibleCompany, visibleTo } from './scope';
import { sendDocument } from './send';
import type { DealsBehindResponse, XrayResponse } from './xray.schema';

/** What a newcomer reads first, and the deals behind every number of this service. */
@Controller()
@Can('read', 'Analysis')
export class XrayController {
  constructor(
    @Inject(Analyst) private readonly analyst: Analyst,
    @Inject(AskedDay) private readonly asked: AskedDay,
    @Inject(Names) private readonly names: Names,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('xray')
  async xray(@Query() query: unknown, @CurrentPrincipal() principal: Principal): Promise<XrayResponse> {
    const company = await this.analyst.company(await this.asked.of(parsed(xrayQuery, query)));
    return xray(visibleCompany(company, principal), company);
  }

  @Get('xray/document')
  async document(
    @Query() query: unknown,
    @CurrentPrincipal() principal: Principal,
    @Res() response: Response,
  ): Promise<void> {
    const { format, ...asked } = parsed(documentQuery, query);
    const company = await this.analyst.company(await this.asked.of(asked));
    const model = xrayDocument(xray(visibleCompany(company, principal), company), this.config.company);
    await sendDocument(response, model, format, `pipeline-x-ray-${company.asOf}`);
  }

  @Get('deals-behind')
  async dealsBehind(@Query() query: unknown, @CurrentPrincipal() principal: Principal): Promise<DealsBehindResponse> {
    const asked = parsed(dealsBehindQuery, query);
    const day = await this.asked.of(asked);
    const { company, labels } = await this.analyst.reading(day);
    let found: { title: string; predicate: string; deals: DealAsOf[] } | undefined;
    if (asked.finding !== undefined) found = findings(company).find((f) => f.id === asked.finding);
    else {
      const kpis =
        asked.by !== undefined && asked.group !== undefined
          ? ((await this.analyst.groups(day, asked.period, asked.by)).find((g) => g.key === asked.group)?.kpis ?? [])
          : await this.analyst.kpis(day, asked.period);
      const kpi = kpis.find((k) => k.id === asked.kpi);
      if (kpi) found = { title: kpi.name, predicate: kpi.predicate, deals: kpi.deals };
    }
    if (!found)
      throw new NotFoundException(`there is no such number for ${asked.by ?? 'the company'} ${asked.group ?? ''}`);
    const own = asked.by !== undefined && asked.group !== undefined ? groupKey(company, asked.by) : null;
    const deals = own ? found.deals.filter((d) => own(d) === asked.group) : found.deals;
    return dealsPage(
      found.title,
      found.predicate,
      deals,
      visibleTo(principal),
      asked,
      company,
      await this.names.open(labels),
    );
  }
}
