import { Controller, Get, Inject, NotFoundException, Param, StreamableFile } from '@nestjs/common';
import type { Pool } from 'pg';
import { Can, CurrentPrincipal, type Principal } from '@salesagent/auth';
import { POOL } from '@salesagent/platform';
import { RecordAccess } from '../crm-api/record-access';

@Controller('documents')
export class DocumentsController {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(RecordAccess) private readonly access: RecordAccess,
  ) {}

  /** The bytes of a document in the CRM, for whoever may see its deal or account. */
  @Get(':id/content')
  @Can('read', 'Record')
  async content(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<StreamableFile> {
    await this.access.mustSee(principal, 'document', id);
    const { rows } = await this.pool.query<{ name: string; media_type: string; bytes: Buffer }>(
      `select d.name, c.media_type, c.bytes from crm.document d join gateway.document_content c using (digest)
       where d.id = $1 and not d.deleted`,
      [id],
    );
    const document = rows[0];
    if (!document) throw new NotFoundException(`There is no document "${id}".`);
    const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(document.name)}`;
    return new StreamableFile(document.bytes, { type: document.media_type, disposition });
  }
}
