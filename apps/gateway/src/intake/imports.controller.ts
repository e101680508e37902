import {
  Body,
  ConflictException,
  Controller,
  Get,
  HttpCode,
  Inject,
  NotFoundException,
  Param,
  Post,
  UnprocessableEntityException,
} from '@nestjs/common';
import { z } from 'zod';
import { Can, CurrentPrincipal, type Principal } from '@salesagent/auth';
import { ImportRefused, parseMapping } from '@salesagent/crm';
import { HOSTED_CRM, type HostedConnector } from '../hosted-crm.module';
import { ImportBusy, Importer, type ImportStatus } from './importer';

const importRequest = z.strictObject({
  files: z.array(z.strictObject({ name: z.string().regex(/^[^/\\]+$/), contentBase64: z.base64() })),
  mapping: z.string().optional(),
  label: z.string().optional(),
});

@Controller('imports')
export class ImportsController {
  constructor(
    @Inject(Importer) private readonly importer: Importer,
    @Inject(HOSTED_CRM) private readonly hosted: HostedConnector,
  ) {}

  /** Accepts the files of an export; what becomes of it is read at `GET /imports/:id`. */
  @Post()
  @HttpCode(202)
  @Can('import', 'Import')
  async start(@Body() body: unknown, @CurrentPrincipal() principal: Principal): Promise<{ importId: string }> {
    if (this.hosted) {
      throw new ConflictException(
        'The CRM is read through its API: what is imported here would not be in it. Import it there.',
      );
    }
    const request = importRequest.safeParse(body);
    if (!request.success) {
      const issue = request.error.issues[0]!;
      throw new UnprocessableEntityException(`${issue.path.join('.')}: ${issue.message}`);
    }
    const { files, mapping, label } = request.data;
    try {
      if (mapping !== undefined) parseMapping(mapping);
      return await this.importer.start({
        files: files.map(({ name, contentBase64 }) => ({ name, content: Buffer.from(contentBase64, 'base64') })),
        by: principal.personId ?? principal.sub,
        ...(mapping === undefined ? {} : { mapping }),
        ...(label === undefined ? {} : { label }),
      });
    } catch (error) {
      if (error instanceof ImportBusy) throw new ConflictException(error.message);
      if (error instanceof ImportRefused) {
        throw new UnprocessableEntityException({ message: error.message, problems: error.problems });
      }
      throw error;
    }
  }

  @Get('latest')
  @Can('read', 'Import')
  latest(): Promise<ImportStatus> {
    return this.find('latest');
  }

  @Get(':id')
  @Can('read', 'Import')
  one(@Param('id') id: string): Promise<ImportStatus> {
    return this.find(id);
  }

  private async find(id: string): Promise<ImportStatus> {
    const status = await this.importer.status(id);
    if (!status)
      throw new NotFoundException(id === 'latest' ? 'Nothing has been imported yet.' : `There is no import ${id}.`);
    return status;
  }
}
