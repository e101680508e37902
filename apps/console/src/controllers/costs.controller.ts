import { Controller, Get, Inject, Query, Req } from '@nestjs/common';
import { abilityFor, Can } from '@salesagent/auth';
import { addDays } from '@salesagent/canon/sales';
import { dayOf, PostgresLedgerSums } from '@salesagent/llm';
import { CLOCK, CONFIG, type Clock, type Config } from '@salesagent/platform';
import { costsQuery, type Costs, type CostsQuery } from '../api/costs.schema';
import { problem } from '../http/problem';
import { ZodPipe } from '../http/zod.pipe';
import type { SignedInRequest } from '../session/signed-in';
import { modelsOfAgents } from '../status/models-of-agents';
import { companyCurrency } from '../views/company-currency';
import { costsView } from '../views/costs/costs.view';
import { Reading } from './reading';

/** The last day and the 29 before it. */
const DAYS = 30;

/**
 * What models cost, from the ledger in schema `models`, beside what became of proposals. Operations and admins see all
 * of it, people who sell what is about deals they see.
 */
@Controller('api')
export class CostsController {
  constructor(
    private readonly reading: Reading,
    private readonly ledger: PostgresLedgerSums,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly realTime: Clock,
  ) {}

  @Get('costs')
  @Can('read', 'DealCost')
  async costs(@Req() request: SignedInRequest, @Query(new ZodPipe(costsQuery)) query: CostsQuery): Promise<Costs> {
    const { pool, playbook } = this.reading;
    const span = this.spanOf(query);
    const [reader, currency] = await Promise.all([
      this.reading.reader(request.principal),
      companyCurrency(pool, playbook),
    ]);
    const scope = abilityFor(request.principal).can('read', 'CompanyCost') ? 'company' : 'own-deals';
    const sources = { pool, ledger: this.ledger, company: this.config.company, currency };
    const costs = await costsView(sources, reader, scope, { ...query, ...span });
    const { spent, reserved } = costs.total;
    if (spent.calls + reserved.calls > 0) return costs;
    return { ...costs, models: await modelsOfAgents(this.config.urls) };
  }

  private spanOf({ from, to = dayOf(this.realTime.now()) }: CostsQuery): { from: string; to: string } {
    const first = from ?? addDays(to, 1 - DAYS);
    if (first <= to) return { from: first, to };
    throw problem(400, 'bad-request', `The span from ${first} to ${to} has no day.`, {
      remedy: 'Give a first day, `from`, that is not after the last one, `to`.',
    });
  }
}
