import { Can } from '@salesagent/auth';
import type { Change } from '@salesagent/canon/sales';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import {
  approvalsQuery,
  decisionBodySchema,
  togetherBodySchema,
  undoBodySchema,
  type Approval,
  type Approvals,
  type ApprovalsQuery,
  type Decision,
  type DecisionBody,
  type Inbox,
  type Together,
  type TogetherBody,
} from '../api/approvals.schema';
import { PeopleAround } from '../decision/people-around';
import { mustNameNobody } from '../decision/plain-words';
import { sealedEdit } from '../decision/sealed-edit';
import { notFound, problem } from '../http/problem';
import { ZodPipe } from '../http/zod.pipe';
import type { SignedInRequest } from '../session/signed-in';
import { shownInstead } from '../upstream/shown-instead';
import { Upstream } from '../upstream/upstream';
import { approvalRows, findApprovals } from '../views/approval-rows';
import { approvalsInFull } from '../views/approval.view';
import { inboxView } from '../views/inbox.view';
import { Reading } from './reading';

/**
 * Reading proposals is the console's, deciding is orchestrator's and undoing gateway's: both are asked with the
 * person's own token, so that the decision is theirs and not the console's.
 */
@Controller('api')
export class ApprovalsController {
  constructor(
    private readonly reading: Reading,
    private readonly upstream: Upstream,
  ) {}

  @Get('inbox')
  async inbox(@Req() request: SignedInRequest): Promise<Inbox> {
    const [reader, asOf] = await Promise.all([this.reading.reader(request.principal), this.reading.asOf()]);
    return inboxView(this.reading.sources, reader, asOf, shownInstead(this.upstream, request.accessToken));
  }

  @Get('approvals')
  async list(
    @Req() request: SignedInRequest,
    @Query(new ZodPipe(approvalsQuery)) query: ApprovalsQuery,
  ): Promise<Approvals> {
    const reader = await this.reading.reader(request.principal);
    const { total, rows } = await findApprovals(this.reading.pool, reader, query);
    return { total, approvals: await approvalRows(this.reading.pool, reader, rows) };
  }

  @Get('approvals/:actionId')
  one(@Req() request: SignedInRequest, @Param('actionId') actionId: string): Promise<Approval> {
    return this.visible(request, actionId);
  }

  @Post('approvals/:actionId/decision')
  @Can('decide', 'Approval')
  @HttpCode(200)
  async decide(
    @Req() request: SignedInRequest,
    @Param('actionId') actionId: string,
    @Body(new ZodPipe(decisionBodySchema)) body: DecisionBody,
  ): Promise<Decision> {
    if (body.decision === 'reject' && !body.reason) {
      throw problem(400, 'bad-request', 'A rejection needs a reason.', {
        remedy: 'Say in a few words why; the agent does not ask again until its cool-down ends.',
      });
    }
    const shown = await this.visible(request, actionId);
    const edited = body.reason || body.edited ? await this.checkWords(shown, body) : undefined;
    return this.upstream.json<Decision>('orchestrator', '/decisions', {
      method: 'POST',
      token: request.accessToken,
      body: { actionId, ...body, ...(edited && { edited }) },
    });
  }

  /** Orchestrator says which may be; what this reader does not see is not asked about. */
  @Post('approvals/decisions')
  @Can('decide', 'Approval')
  @HttpCode(200)
  async decideTogether(
    @Req() request: SignedInRequest,
    @Body(new ZodPipe(togetherBodySchema)) body: TogetherBody,
  ): Promise<Together> {
    const reader = await this.reading.reader(request.principal);
    const ids = body.items.map((item) => item.actionId);
    const seen = await approvalsInFull(this.reading.sources, reader, ids, false);
    const unseen = ids.find((id) => !seen.some((approval) => approval.actionId === id));
    if (unseen !== undefined) throw notFound('proposal', unseen);
    return this.upstream.json<Together>('orchestrator', '/decisions/bulk', {
      method: 'POST',
      token: request.accessToken,
      body,
    });
  }

  @Post('approvals/:actionId/undo')
  @Can('undo', 'Approval')
  @HttpCode(200)
  async undo(
    @Req() request: SignedInRequest,
    @Param('actionId') actionId: string,
    @Body(new ZodPipe(undoBodySchema)) body: { reason: string },
  ): Promise<{ actionId: string; state: string }> {
    const { account } = await this.visible(request, actionId);
    mustNameNobody('The reason', [body.reason], await PeopleAround.of(this.reading, account?.id ?? null));
    const path = `/executions/${encodeURIComponent(actionId)}/undo`;
    const answer = await this.upstream.json<{ state?: string }>('gateway', path, {
      method: 'POST',
      token: request.accessToken,
      body,
    });
    return { actionId, state: answer.state ?? 'undone' };
  }

  /** Only what a person typed needs the people around: most approvals are a click. The edit, as it may be stored. */
  private async checkWords(shown: Approval, { reason, edited }: DecisionBody): Promise<Change | undefined> {
    const people = await PeopleAround.of(this.reading, shown.account?.id ?? null);
    if (reason) mustNameNobody('The reason', [reason], people);
    return edited && this.sealed(shown, edited, people);
  }

  private async sealed({ actionId, change: shown }: Approval, edited: Change, people: PeopleAround): Promise<Change> {
    const { pool, sealer } = this.reading;
    // Of a first of two, what is edited again is what that one made of it.
    const { rows } = await pool.query<{ change: Change }>(
      `select coalesce(g.edited, p.change) as change from console.proposal p left join console.gate g using (action_id)
       where p.action_id = $1`,
      [actionId],
    );
    const stored = rows[0]?.change;
    if (!stored) throw notFound('proposal', actionId);
    return sealedEdit(edited, stored, shown as Change, { actionId, people, seal: (items) => sealer.sealMany(items) });
  }

  private async visible(request: SignedInRequest, actionId: string): Promise<Approval> {
    const reader = await this.reading.reader(request.principal);
    const instead = shownInstead(this.upstream, request.accessToken);
    const [approval] = await approvalsInFull(this.reading.sources, reader, [actionId], true, instead);
    if (!approval) throw notFound('proposal', actionId);
    return approval;
  }
}
