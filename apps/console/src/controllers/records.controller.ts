import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { PostgresLedgerSums } from '@salesagent/llm';
import { CONFIG, type Config } from '@salesagent/platform';
import type { Response } from 'express';
import { accountsQuery, type Account, type Accounts, type AccountsQuery } from '../api/accounts.schema';
import { dealsQuery, type Deal, type Deals, type DealsQuery } from '../api/deals.schema';
import type { Explanation } from '../api/explain.schema';
import type { People } from '../api/people.schema';
import { notFound } from '../http/problem';
import { ZodPipe } from '../http/zod.pipe';
import type { SignedInRequest } from '../session/signed-in';
import { pass } from '../upstream/pass';
import { Upstream } from '../upstream/upstream';
import { accountView } from '../views/account.view';
import { accountsView } from '../views/accounts.view';
import { dealCosts } from '../views/costs/deal-costs';
import { dealView } from '../views/deal.view';
import { dealsView } from '../views/deals.view';
import { explain } from '../views/explain.view';
import { peopleView } from '../views/people.view';
import { visibleRecord } from '../views/visible-record';
import { Reading } from './reading';

/** Deals, accounts and people with their history, from the console's own projections. */
@Controller('api')
export class RecordsController {
  constructor(
    private readonly reading: Reading,
    private readonly upstream: Upstream,
    private readonly ledger: PostgresLedgerSums,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('deals')
  async deals(@Req() request: SignedInRequest, @Query(new ZodPipe(dealsQuery)) query: DealsQuery): Promise<Deals> {
    const [reader, asOf] = await Promise.all([this.reading.reader(request.principal), this.reading.asOf()]);
    return dealsView(this.reading.pool, reader, query, asOf);
  }

  @Get('deals/:id')
  async deal(@Req() request: SignedInRequest, @Param('id') id: string): Promise<Deal> {
    const [reader, asOf] = await Promise.all([this.reading.reader(request.principal), this.reading.asOf()]);
    const deal = await dealView(this.reading.sources, reader, id, asOf);
    if (!deal) throw notFound('deal', id);
    const { ledger, config } = this;
    return { ...deal, models: await dealCosts({ ledger, company: config.company }, reader, id) };
  }

  @Get('accounts')
  async accounts(
    @Req() request: SignedInRequest,
    @Query(new ZodPipe(accountsQuery)) query: AccountsQuery,
  ): Promise<Accounts> {
    const [reader, asOf] = await Promise.all([this.reading.reader(request.principal), this.reading.asOf()]);
    return accountsView(this.reading.pool, reader, query, asOf);
  }

  @Get('accounts/:id')
  async account(@Req() request: SignedInRequest, @Param('id') id: string): Promise<Account> {
    const [reader, asOf] = await Promise.all([this.reading.reader(request.principal), this.reading.asOf()]);
    const account = await accountView(this.reading.sources, reader, id, asOf);
    if (!account) throw notFound('account', id);
    return account;
  }

  @Get('people')
  async people(@Req() request: SignedInRequest): Promise<People> {
    return peopleView(this.reading.pool, this.reading.sealer, await this.reading.reader(request.principal));
  }

  @Get('explain/:id')
  async explain(@Req() request: SignedInRequest, @Param('id') id: string): Promise<Explanation> {
    const explanation = await explain(this.reading.sources, await this.reading.reader(request.principal), id);
    if (!explanation) throw notFound('record, field or proposal', id);
    return explanation;
  }

  @Get('documents/:id/content')
  async document(@Req() request: SignedInRequest, @Param('id') id: string, @Res() response: Response): Promise<void> {
    const reader = await this.reading.reader(request.principal);
    if (!(await visibleRecord(this.reading.pool, reader, 'document', id))) throw notFound('document', id);
    const path = `/documents/${encodeURIComponent(id)}/content`;
    await pass(await this.upstream.ask('gateway', path, { token: request.accessToken }), response);
  }
}
