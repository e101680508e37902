import {
  BadRequestException,
  Body,
  ConflictException,
  Controller,
  ForbiddenException,
  Get,
  HttpCode,
  Inject,
  NotFoundException,
  Post,
  Query,
} from '@nestjs/common';
import { z } from 'zod';
import { Can, CurrentPrincipal, rowVisibility, seesEverything, type Principal } from '@salesagent/auth';
import { businessDate, parseRecordRef } from '@salesagent/canon/sales';
import { businessClock, SqlMirror } from '@salesagent/mirror';
import { EventStore } from '@salesagent/event-store';
import { CLOCK, type Clock } from '@salesagent/platform';
import { askersOfRow, type DocketRow } from '../gate/docket-rows';
import { explainPolicy, placeOf, sees } from '../gate/explain';
import { isAction } from '../gate/intake';
import { scopeProblem, setSwitch, switches } from '../gate/kill-switch';
import { Surroundings } from '../gate/people';
import { policyInForce } from '../gate/policy-store';
import { TieringRefused, Tierings, type TieringView } from '../gate/tierings';
import { askAgent } from './ask-agent';
import { actionName, Parsed, requestBody, signBody, switchBody } from './bodies';

const docketQuery = z.object({
  state: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(2_000).optional(),
});
const explainQuery = z.object({ action: actionName, record: z.string().min(1) });

/** What the gate knows and may be told: docket, policy, kill switch, first tiering, requests to agents. */
@Controller()
export class GateController {
  constructor(
    private readonly store: EventStore,
    private readonly tierings: Tierings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('docket')
  async docket(
    @Query(new Parsed(docketQuery)) query: z.infer<typeof docketQuery>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<object> {
    const { pool } = this.store;
    const visible = rowVisibility(principal, { ownerColumn: 'owner_id' });
    const counts = await pool.query<{ state: string; n: number }>(
      `select state, count(*)::int as n from orchestrator.docket where lane = 'person' and ${visible.sql} group by state`,
      visible.params,
    );
    const after = visible.params.length;
    const { rows } = await pool.query<DocketRow>(
      `select * from orchestrator.docket where lane = 'person' and ${visible.sql}
         and ($${after + 1}::text is null or state = $${after + 1})
       order by admitted_at desc nulls last, rank, expected_value desc, action_id limit $${after + 2}`,
      [...visible.params, query.state ?? null, query.limit ?? 200],
    );
    const waves = await pool.query(
      'select wave, run_at as at, admitted from orchestrator.wave order by due_at desc limit 20',
    );
    const { policy } = await policyInForce(pool);
    return {
      asOf: this.clock.now().toISOString(),
      businessDate: businessDate(await businessClock(pool, 'orchestrator'), this.clock),
      caps: { rep: policy.docket.decisionsPerRep, manager: policy.docket.decisionsPerManager },
      counts: Object.fromEntries(counts.rows.map((r) => [r.state, r.n])),
      waves: waves.rows,
      items: rows.map(toItem),
    };
  }

  @Get('policy/explain')
  async explain(
    @Query(new Parsed(explainQuery)) query: z.infer<typeof explainQuery>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<object> {
    await this.mustSee(principal, query.record);
    return explainPolicy(this.store.pool, query.action, query.record, this.clock.now());
  }

  @Get('kill-switch')
  async killSwitch(): Promise<object> {
    const scopes = await switches(this.store.pool);
    return { epoch: Math.max(0, ...scopes.map((s) => s.epoch)), scopes };
  }

  @Post('kill-switch')
  @HttpCode(200)
  @Can('stop', 'KillSwitch')
  async setKillSwitch(
    @Body(new Parsed(switchBody)) body: z.infer<typeof switchBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<object> {
    const problem = body.stopped ? await scopeProblem(this.store.pool, body.scope) : null;
    if (problem !== null) throw new NotFoundException({ code: 'unknown-scope', message: problem });
    return setSwitch(this.store, this.clock, { ...body, by: principal.personId ?? principal.sub });
  }

  @Get('tiering')
  async tiering(@CurrentPrincipal() principal: Principal): Promise<TieringView> {
    const view = await this.tierings.view();
    // The numbers are everybody's; which account is what is for those who see every account.
    return seesEverything(principal) ? view : { ...view, list: [], sample: [] };
  }

  @Post('tiering/sign')
  @HttpCode(200)
  @Can('sign', 'Tiering')
  async sign(
    @Body(new Parsed(signBody)) { digest }: z.infer<typeof signBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<object> {
    try {
      return await this.tierings.sign(digest, principal.personId ?? principal.sub);
    } catch (error) {
      if (error instanceof TieringRefused) throw new ConflictException({ code: error.code, message: error.message });
      throw error;
    }
  }

  @Post('requests')
  @HttpCode(202)
  @Can('request', 'Record')
  async request(
    @Body(new Parsed(requestBody)) body: z.infer<typeof requestBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<object> {
    if (!isAction(body.action))
      throw new NotFoundException({ code: 'unknown-action', message: `There is no action ${body.action}` });
    await this.mustSee(principal, body.subject);
    const { policy } = await policyInForce(this.store.pool);
    return askAgent(this.store, body, principal, { policy, now: this.clock.now() });
  }

  /** @throws NotFound for what is not there, Forbidden for what this person does not see */
  private async mustSee(principal: Principal, record: string): Promise<void> {
    if (record === 'company') return;
    let found: boolean;
    try {
      const { type, id } = parseRecordRef(record);
      found = (await new SqlMirror(this.store.pool, 'orchestrator').get(type, id)) !== null;
    } catch (error) {
      throw new BadRequestException({ code: 'bad-request', message: (error as Error).message });
    }
    if (!found) throw new NotFoundException({ code: 'unknown-record', message: `There is no ${record}` });
    const place = await placeOf(this.store.pool, record);
    const { ownerIds } = (await Surroundings.of(this.store.pool, [place])).responsible(place);
    if (!sees(principal, ownerIds))
      throw new ForbiddenException({ code: 'not-visible', message: `${record} belongs to somebody else` });
  }
}

function toItem(r: DocketRow): object {
  const person = (role: string | null, personId: string | null): object | null =>
    role === null ? null : { role, personId };
  return {
    actionId: r.action_id,
    action: r.action,
    agent: r.agent,
    effect: r.effect,
    subject: r.subject,
    accountId: r.account_id,
    opportunityId: r.opportunity_id,
    ownerId: r.owner_id,
    title: r.title,
    state: r.state,
    expectedValue: r.expected_value,
    rank: r.rank,
    wave: r.wave,
    assignee: person(r.assignee_role, r.assignee_id),
    approver: person(r.approver_role, r.approver_id),
    digest: r.digest,
    policyVersion: r.policy_version,
    expiresAt: r.expires_at,
    queuedAt: r.queued_at,
    admittedAt: r.admitted_at,
    reason: r.reason,
    firstBy: r.first_by,
    escalatesAt: r.escalates_at,
    requestedBy: r.requested_by,
    askers: askersOfRow(r),
  };
}
