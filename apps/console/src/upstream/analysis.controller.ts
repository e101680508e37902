import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { z } from 'zod';
import * as api from '../api/analysis.schema';
import { ZodPipe } from '../http/zod.pipe';
import type { SignedInRequest } from '../session/signed-in';
import { pass } from './pass';
import { Upstream } from './upstream';

/** Numbers: X-ray, KPIs, forecast, report. They come from ops-analyst and are passed on as they are. */
@Controller('api')
export class AnalysisController {
  constructor(private readonly upstream: Upstream) {}

  @Get('xray')
  xray(@Req() request: SignedInRequest, @Query(new ZodPipe(api.asOfOnly)) query: object): Promise<unknown> {
    return this.ask(request, '/xray', query);
  }

  @Get('xray/document')
  xrayDocument(
    @Req() request: SignedInRequest,
    @Query(new ZodPipe(api.xrayDocumentQuery)) query: object,
    @Res() response: Response,
  ): Promise<void> {
    return this.file(request, '/xray/document', query, response);
  }

  @Get('kpis')
  kpis(@Req() request: SignedInRequest, @Query(new ZodPipe(api.kpisQuery)) query: object): Promise<unknown> {
    return this.ask(request, '/kpis', query);
  }

  @Get('forecast')
  forecast(@Req() request: SignedInRequest, @Query(new ZodPipe(api.forecastQuery)) query: object): Promise<unknown> {
    return this.ask(request, '/forecast', query);
  }

  @Get('forecast/backtest')
  backtest(@Req() request: SignedInRequest, @Query(new ZodPipe(api.asOfOnly)) query: object): Promise<unknown> {
    return this.ask(request, '/forecast/backtest', query);
  }

  @Get('report')
  report(@Req() request: SignedInRequest, @Query(new ZodPipe(api.reportQuery)) query: object): Promise<unknown> {
    return this.ask(request, '/report', { ...query, format: 'json' });
  }

  @Get('report/document')
  reportDocument(
    @Req() request: SignedInRequest,
    @Query(new ZodPipe(api.reportDocumentQuery)) query: object,
    @Res() response: Response,
  ): Promise<void> {
    return this.file(request, '/report', query, response);
  }

  @Get('deals-behind')
  dealsBehind(
    @Req() request: SignedInRequest,
    @Query(new ZodPipe(api.dealsBehindQuery)) query: z.output<typeof api.dealsBehindQuery>,
  ): Promise<unknown> {
    return this.ask(request, '/deals-behind', query);
  }

  private ask(request: SignedInRequest, path: string, query: object): Promise<unknown> {
    return this.upstream.json('ops-analyst', path, { token: request.accessToken, query: { ...query } });
  }

  private async file(request: SignedInRequest, path: string, query: object, response: Response): Promise<void> {
    await pass(
      await this.upstream.ask('ops-analyst', path, { token: request.accessToken, query: { ...query } }),
      response,
    );
  }
}
