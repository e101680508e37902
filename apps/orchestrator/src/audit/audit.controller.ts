import { Body, ConflictException, Controller, Get, HttpCode, Post, StreamableFile } from '@nestjs/common';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { Can, CurrentPrincipal, type Principal } from '@salesagent/auth';
import type { AuditLine, ChainContinued } from '@salesagent/audit';
import { Parsed } from '../api/bodies';
import { AuditKeeper, type AuditStanding } from './audit-keeper';
import { NothingBroken } from './notary';

const continueBody = z.strictObject({ reason: z.string().trim().min(1, 'say what happened').max(2_000) });

/** The audit chain for whoever verifies it. */
@Controller('audit')
export class AuditController {
  constructor(private readonly keeper: AuditKeeper) {}

  /** Where the chain stands, and what it grew by last; for reading, not for verifying. */
  @Get()
  @Can('read', 'Audit')
  standing(): Promise<AuditStanding> {
    return this.keeper.standing();
  }

  /** JSON Lines (`libs/audit`): personal values as they are sealed. */
  @Get('export')
  @Can('read', 'Audit')
  export(): StreamableFile {
    return new StreamableFile(Readable.from(inPieces(this.keeper.export())), {
      type: 'application/x-ndjson',
      disposition: 'attachment; filename="audit.jsonl"',
    });
  }

  /** Records why heads lead nowhere, after a backup was restored. */
  @Post('continue')
  @HttpCode(200)
  @Can('continue', 'Audit')
  async continue(
    @Body(new Parsed(continueBody)) { reason }: z.infer<typeof continueBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<ChainContinued> {
    try {
      return await this.keeper.notary.continue(principal.personId ?? principal.sub, reason);
    } catch (error) {
      if (error instanceof NothingBroken) throw new ConflictException({ code: 'not-broken', message: error.message });
      throw error;
    }
  }
}

const PIECE_BYTES = 64 * 1024;

/** Lines in pieces that are worth a packet. */
async function* inPieces(lines: AsyncIterable<AuditLine>): AsyncGenerator<Buffer> {
  let piece = '';
  for await (const line of lines) {
    piece += `${JSON.stringify(line)}\n`;
    if (piece.length < PIECE_BYTES) continue;
    yield Buffer.from(piece);
    piece = '';
  }
  if (piece !== '') yield Buffer.from(piece);
}
