import { Controller, Get, Inject, NotFoundException, Query, Res } from '@nestjs/common';
import { Can, CurrentPrincipal, type Principal } from '@salesagent/auth';
import { measureKpis } from '@salesagent/canon/kpi';
import { pastForecasts } from '@salesagent/forecast';
import { CONFIG, type Config } from '@salesagent/platform';
import type { Response } from 'express';
import { buildReport, reportDocument, reportPeriods } from '../actions/periodic-report/report';
import { Analyst } from '../analysis/analyst';
import { backtestResponse, forecastResponse } from '../analysis/forecast-response';
import { AskedDay, parsed } from './asked';
import type { BacktestResponse, ForecastResponse } from './forecast.schema';
import { backtestQuery, forecastQuery, reportQuery } from './query.schema';
import type { ReportResponse } from './report.schema';
import { companyName, scopeInWords, visibleCompany } from './scope';
import { sendDocument } from './send';

/** The forecast is the company's: it names no deal and is the same for everybody who may read analyses. */
@Controller()
@Can('read', 'Analysis')
export class ForecastController {
  constructor(
    @Inject(Analyst) private readonly analyst: Analyst,
    @Inject(AskedDay) private readonly asked: AskedDay,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('forecast')
  async forecast(@Query() query: unknown): Promise<ForecastResponse> {
    return this.respond(await this.asked.of(parsed(forecastQuery, query)));
  }

  @Get('forecast/backtest')
  async backtest(@Query() query: unknown): Promise<BacktestResponse> {
    const day = await this.asked.of(parsed(backtestQuery, query));
    const { currency } = await this.analyst.company(day);
    return backtestResponse(await this.analyst.grades(day), await this.analyst.signals(day), day.asOf, currency);
  }

  @Get('report')
  async report(
    @Query() query: unknown,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ReportResponse | void> {
    const { format, period: rhythm, ...rest } = parsed(reportQuery, query);
    const rules = this.analyst.rules.report;
    if (!rules) throw new NotFoundException(this.analyst.rules.off['periodic-report']);
    const day = await this.asked.of(rest);
    const { period, previous } = reportPeriods(rhythm, day.asOf);
    const company = await this.analyst.company(day);
    const then = await this.analyst.company({ ...day, asOf: previous.to });
    const [now, before] = [visibleCompany(company, principal), visibleCompany(then, principal)];
    const past = pastForecasts(await this.analyst.grades(day));
    const kpis = measureKpis(now, period, { pastForecasts: past }, company);
    const report = buildReport(now, before, kpis, await this.respond(day), rhythm, rules);
    if (format === 'json') return report;
    await sendDocument(
      response,
      reportDocument(report, companyName(this.config), scopeInWords(principal)),
      format,
      `${rhythm}-report-${day.asOf}`,
    );
  }

  private async respond(day: { asOf: string; knownAt: string | null }): Promise<ForecastResponse> {
    const { currency } = await this.analyst.company(day);
    return forecastResponse(await this.analyst.forecast(day), await this.analyst.signals(day), currency);
  }
}
