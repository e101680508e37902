import {
  BadRequestException,
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  NotFoundException,
  Post,
  Query,
} from '@nestjs/common';
import type { Pool } from 'pg';
import { z } from 'zod';
import { Can, CurrentPrincipal, type Principal } from '@salesagent/auth';
import { RECORD_TYPES, type Clock } from '@salesagent/canon/sales';
import { DUPLICATE_TYPES, PostgresCrm, rulesOf } from '@salesagent/crm';
import { CLOCK, CONFIG, POOL, type Config } from '@salesagent/platform';
import { businessNow } from '../business-now';
import { CrmWakeUp } from '../crm-wakeup';
import { RecordAccess } from '../crm-api/record-access';
import { decidePair } from './decide-pair';
import { pairIds } from './pair';
import { pairList, type Pair, type Pairs, type Sees } from './pair-list';
import { recordsBehind, type RecordsBehind } from './records-behind';
import { qualityFor, type Quality } from './score';

const MOST = 200;

const recordsQuery = z.strictObject({
  type: z.enum(RECORD_TYPES),
  rule: z.string(),
  limit: z.coerce.number().int().min(1).max(MOST).default(50),
  after: z.string().optional(),
});

const pairsQuery = z.strictObject({
  type: z.enum(DUPLICATE_TYPES),
  state: z.enum(['open', 'not-the-same']).default('open'),
  limit: z.coerce.number().int().min(1).max(50).default(10),
  offset: z.coerce.number().int().min(0).default(0),
});

const decisionBody = z.strictObject({
  type: z.enum(DUPLICATE_TYPES),
  ids: z.tuple([z.string(), z.string()]),
  decision: z.enum(['not-the-same', 'merge-asked', 'open']),
});

/** How good the company's records are, of those that the reader may see. */
@Controller('quality')
export class QualityController {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RecordAccess) private readonly access: RecordAccess,
    @Inject(PostgresCrm) private readonly crm: PostgresCrm,
    @Inject(CrmWakeUp) private readonly wakeUp: CrmWakeUp,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** A score a type with its parts, and what costs how much of it. */
  @Get()
  @Can('read', 'Record')
  async score(@CurrentPrincipal() principal: Principal): Promise<Quality> {
    return qualityFor(this.pool, this.access, principal, await this.today());
  }

  /** The records that one complaint is about. 404 for a complaint that the type does not know. */
  @Get('records')
  @Can('read', 'Record')
  async records(@Query() query: unknown, @CurrentPrincipal() principal: Principal): Promise<RecordsBehind> {
    const { type, rule: key, limit, after } = asked(recordsQuery, query);
    const rule = rulesOf(type).find((one) => one.key === key);
    if (!rule) throw new NotFoundException(`Nothing of a ${type} is called "${key}"; GET /quality names what is.`);
    const page = { asOf: await this.today(), limit, ...(after !== undefined && { after }) };
    return recordsBehind(this.pool, type, rule, this.access.predicate(principal, type), page);
  }

  /** Pairs that may be one, side by side; `crm` says where a person merges them. */
  @Get('duplicates')
  @Can('read', 'Record')
  async duplicates(
    @Query() query: unknown,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Pairs & { crm: string }> {
    const { type, ...page } = asked(pairsQuery, query);
    const pairs = await pairList(this.pool, type, this.seenBy(principal), page);
    return { ...pairs, crm: this.config.crm.kind };
  }

  /** That a pair is two records, that it should be merged, or, with `open`, neither any more. Nothing is merged. 404 if it is gone. */
  @Post('duplicates/decision')
  @HttpCode(200)
  @Can('edit', 'Record')
  async decide(@Body() body: unknown, @CurrentPrincipal() principal: Principal): Promise<Pair> {
    const { type, ids, decision: said } = asked(decisionBody, body);
    const pair = pairIds(...ids);
    const sees = this.seenBy(principal);
    await decidePair(this.crm, principal, sees(type), { type, ids: pair, said }, this.config.crm.kind === 'postgres');
    this.wakeUp.changed();
    const [now] = (await pairList(this.pool, type, sees, { ids: pair })).pairs;
    if (!now) throw new NotFoundException(`The pair ${type} ${pair.join(' and ')} is no longer there.`);
    return now;
  }

  private seenBy(principal: Principal): Sees {
    return (type) => this.access.predicate(principal, type);
  }

  private async today(): Promise<string> {
    return (await businessNow(this.pool, this.clock)).slice(0, 10);
  }
}

/** @throws BadRequestException that names the place */
export function asked<T extends z.ZodType>(schema: T, given: unknown): z.output<T> {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new BadRequestException(`${issue!.path.join('.') || 'the question'}: ${issue!.message}`);
}
