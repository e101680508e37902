import { ConflictException, Controller, Get, Inject, NotFoundException, Query, Res } from '@nestjs/common';
import { Can, CurrentPrincipal, type Principal } from '@salesagent/auth';
import { groupKey, type DealAsOf } from '@salesagent/canon/kpi';
import { CONFIG, POOL, type Config } from '@salesagent/platform';
import type { Response } from 'express';
import type { Pool } from 'pg';
import type { z } from 'zod';
import { Analyst } from '../analysis/analyst';
import { dealsPage } from '../analysis/behind';
import { findings, stillReading, xray } from '../analysis/xray';
import { xrayDocument } from '../analysis/xray-document';
import { FirstImport } from '../publish/first-import';
import { AskedDay, parsed } from './asked';
import { dealsBehindQuery, documentQuery, xrayQuery } from './query.schema';
import { companyName, Names, scopeInWords, visibleCompany, visibleTo } from './scope';
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
    @Inject(FirstImport) private readonly firstImport: FirstImport,
    @Inject(POOL) private readonly pool: Pool,
  ) {}

  @Get('xray')
  async xray(@Query() query: unknown, @CurrentPrincipal() principal: Principal): Promise<XrayResponse> {
    return this.seen(parsed(xrayQuery, query), principal);
  }

  @Get('xray/document')
  async document(
    @Query() query: unknown,
    @CurrentPrincipal() principal: Principal,
    @Res() response: Response,
  ): Promise<void> {
    const { format, ...asked } = parsed(documentQuery, query);
    const seen = await this.seen(asked, principal);
    if (seen.status !== 'ready') throw new ConflictException(seen.headline);
    await sendDocument(
      response,
      xrayDocument(seen, companyName(this.config), scopeInWords(principal)),
      format,
      `pipeline-x-ray-${seen.asOf}`,
    );
  }

  private async seen(asked: z.output<typeof xrayQuery>, principal: Principal): Promise<XrayResponse> {
    const day = await this.asked.of(asked);
    if (await this.firstImport.isBeingRead(this.pool)) return stillReading(day.asOf);
    const company = await this.analyst.company(day);
    return xray(visibleCompany(company, principal), company);
  }

  @Get('deals-behind')
  async dealsBehind(@Query() query: unknown, @CurrentPrincipal() principal: Principal): Promise<DealsBehindResponse> {
    const asked = parsed(dealsBehindQuery, query);
    const day = await this.asked.of(asked);
    const { company, labels } = await this.analyst.reading(day);
    let found: { title: string; predicate: string; deals: DealAsOf[] } | undefined;
    if (asked.finding !== undefined)
      found = findings(visibleCompany(company, principal), company).find((f) => f.id === asked.finding);
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
