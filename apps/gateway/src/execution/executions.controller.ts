import {
  BadRequestException,
  Body,
  ConflictException,
  Controller,
  Get,
  HttpCode,
  Inject,
  NotFoundException,
  Param,
  Post,
  Query,
  ServiceUnavailableException,
} from '@nestjs/common';
import { z } from 'zod';
import { Can, CurrentPrincipal, seesEverything, type Principal } from '@salesagent/auth';
import { parseActionId, parseRecordRef } from '@salesagent/canon/sales';
import { CrmUnavailable, QuotaExhausted } from '@salesagent/crm';
import { EventStore } from '@salesagent/event-store';
import { RecordAccess } from '../crm-api/record-access';
import { executionStream, failureOf } from './outcome';
import { PayloadMismatch, PayloadMissing } from './payloads';
import { Preview } from './preview';
import { Undo, UndoRefused } from './undo';

const undoRequest = z.object({ reason: z.string().trim().min(1, 'say why, so that the next proposal can be better') });

@Controller('executions')
export class ExecutionsController {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Undo) private readonly undoing: Undo,
    @Inject(RecordAccess) private readonly access: RecordAccess,
    @Inject(Preview) private readonly previews: Preview,
  ) {}

  /** What became of an action, personal values sealed. */
  @Get(':actionId')
  @Can('read', 'Approval')
  async one(@Param('actionId') actionId: string, @CurrentPrincipal() principal: Principal) {
    const events = await this.eventsSeenBy(principal, actionId);
    return {
      actionId,
      events: events.map(({ id, type, data, occurredAt, actor }) => ({
        id,
        type,
        data,
        occurredAt: occurredAt.toISOString(),
        actor,
      })),
    };
  }

  /** What it would write if it were executed now, `digest` being the version of its change. 409 says why it would not. */
  @Get(':actionId/preview')
  @Can('read', 'Approval')
  async preview(
    @Param('actionId') actionId: string,
    @Query('digest') digest: string | undefined,
    @CurrentPrincipal() principal: Principal,
  ) {
    if (!digest) throw new BadRequestException('digest: say which version of the change, as the proposal names it');
    const subject = parseActionId(actionId).subject;
    if (!seesEverything(principal)) await this.mustSee(principal, actionId, subject);
    try {
      const found = await this.previews.of(actionId, digest);
      if (!seesEverything(principal)) {
        for (const { record, operation } of found.writes) {
          if (operation !== 'create') await this.mustSee(principal, actionId, record);
        }
      }
      return { actionId, digest, ...found };
    } catch (error) {
      if (error instanceof PayloadMissing) throw new NotFoundException(`There is no such version of ${actionId}.`);
      if (failureOf(error) || error instanceof PayloadMismatch) throw new ConflictException((error as Error).message);
      if (error instanceof CrmUnavailable || error instanceof QuotaExhausted)
        throw new ServiceUnavailableException(`${error.message} → look again later`);
      throw error;
    }
  }

  /** Takes the change back, while nobody has touched the records since; else 409 with who did. */
  @Post(':actionId/undo')
  @HttpCode(200)
  @Can('undo', 'Approval')
  async undo(
    @Param('actionId') actionId: string,
    @Body() body: unknown,
    @CurrentPrincipal() principal: Principal,
  ): Promise<{ actionId: string; state: 'undone' }> {
    const request = undoRequest.safeParse(body);
    if (!request.success) throw new BadRequestException(`reason: ${request.error.issues[0]!.message}`);
    await this.eventsSeenBy(principal, actionId);
    try {
      await this.undoing.undo({ actionId, by: principal.personId ?? principal.sub, reason: request.data.reason });
    } catch (error) {
      if (error instanceof UndoRefused) throw new ConflictException(error.message);
      throw error;
    }
    return { actionId, state: 'undone' };
  }

  /** An execution is seen by whoever sees the records it wrote. */
  private async eventsSeenBy(principal: Principal, actionId: string) {
    const events = await this.store.read(executionStream(actionId));
    if (events.length === 0) throw new NotFoundException(`${actionId} has not been executed.`);
    if (seesEverything(principal)) return events;
    const executed = events.find((e) => e.type === 'ActionExecuted');
    const writes = (executed?.data as { writes: { record: string }[] } | undefined)?.writes ?? [];
    // What wrote nothing is seen by whoever sees what it was about.
    const records = writes.length > 0 ? writes.map((w) => w.record) : [parseActionId(actionId).subject];
    for (const record of records) await this.mustSee(principal, actionId, record);
    return events;
  }

  private async mustSee(principal: Principal, actionId: string, record: string): Promise<void> {
    if (!record.includes('/')) throw new NotFoundException(`There is no ${actionId} that you may see.`);
    const { type, id } = parseRecordRef(record);
    await this.access.mustSee(principal, type, id);
  }
}
