import {
  BadRequestException,
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  HttpException,
  Inject,
  NotFoundException,
  Param,
  Patch,
  Post,
  Query,
} from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { Can, CurrentPrincipal, type Principal } from '@salesagent/auth';
import { fieldSpec, RECORD_TYPES, type Clock, type RecordType } from '@salesagent/canon/sales';
import {
  checkFields,
  completeEdit,
  InvalidField,
  PostgresCrm,
  readRecords,
  RecordConflict,
  RecordNotFound,
  writeRecord,
  type CrmRecord,
  type FieldValues,
} from '@salesagent/crm';
import { CLOCK } from '@salesagent/platform';
import { businessNow } from '../business-now';
import { CrmWakeUp } from '../crm-wakeup';
import { EditedElsewhere } from './edited-elsewhere';
import { RecordAccess } from './record-access';

const PAGE = 200;

/** The CRM for people, authorised as themselves; each change becomes an event like any other. */
@Controller('crm/:type')
export class RecordsController {
  constructor(
    @Inject(PostgresCrm) private readonly crm: PostgresCrm,
    @Inject(RecordAccess) private readonly access: RecordAccess,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CrmWakeUp) private readonly wakeUp: CrmWakeUp,
    @Inject(EditedElsewhere) private readonly elsewhere: EditedElsewhere,
  ) {}

  /** Records a person may see, by id; any field may be given as a filter, `after` continues a page. */
  @Get()
  @Can('read', 'Record')
  async list(
    @Param('type') name: string,
    @Query() query: Record<string, string>,
    @CurrentPrincipal() principal: Principal,
  ) {
    const type = typeOf(name);
    const { limit, after, ...filters } = query;
    const unknown = Object.keys(filters).find((field) => !fieldSpec(type, field));
    if (unknown) throw new BadRequestException(`A ${type} has no field "${unknown}" to filter by.`);
    const size = Math.min(Math.max(Number(limit ?? PAGE) || PAGE, 1), PAGE);
    const records = await this.crm.list(type, {
      where: Object.fromEntries(Object.entries(filters).map(([field, value]) => [field, [value]])),
      predicate: this.access.predicate(principal, type),
      limit: size,
      ...(after ? { after } : {}),
    });
    return { records, next: records.length === size ? records.at(-1)!.id : null };
  }

  @Get(':id')
  @Can('read', 'Record')
  async one(
    @Param('type') name: string,
    @Param('id') id: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<CrmRecord> {
    const type = typeOf(name);
    await this.access.mustSee(principal, type, id);
    const record = await this.crm.find(type, id);
    if (!record) throw new NotFoundException(`There is no ${type} "${id}".`);
    return record;
  }

  /** Creates a record; without an `id` it gets one. 409 when the id is taken. */
  @Post()
  @Can('edit', 'Record')
  async create(
    @Param('type') name: string,
    @Body() body: unknown,
    @CurrentPrincipal() principal: Principal,
  ): Promise<CrmRecord> {
    const type = typeOf(name);
    const { id = randomUUID(), ...set } = fieldsOf(body);
    this.elsewhere.mustBeHere(type);
    return this.change(
      principal,
      type,
      async (client, now) => {
        const fields = completeEdit(type, {}, ownedBy(principal, type, set), now);
        await writeRecord(client, { type, id: String(id), operation: 'create', set: fields });
        return String(id);
      },
      set,
    );
  }

  /** Changes fields of the version named in `If-Match`: 428 without it, 412 when somebody changed it since. */
  @Patch(':id')
  @Can('edit', 'Record')
  async update(
    @Param('type') name: string,
    @Param('id') id: string,
    @Headers('if-match') match: string | undefined,
    @Body() body: unknown,
    @CurrentPrincipal() principal: Principal,
  ): Promise<CrmRecord> {
    const type = typeOf(name);
    await this.access.mustSee(principal, type, id);
    const expectedVersion = versionOf(match);
    const set = fieldsOf(body);
    this.elsewhere.mustBeHere(type, set);
    return this.change(
      principal,
      type,
      async (client, now) => {
        const current = (await readRecords(client, type, [id], true)).get(id);
        if (!current) throw new RecordNotFound(type, id);
        const fields = completeEdit(type, current.fields, set, now);
        await writeRecord(client, { type, id, operation: 'update', set: fields, expectedVersion });
        return id;
      },
      set,
    );
  }

  @Delete(':id')
  @HttpCode(204)
  @Can('edit', 'Record')
  async remove(
    @Param('type') name: string,
    @Param('id') id: string,
    @Headers('if-match') match: string | undefined,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    const type = typeOf(name);
    await this.access.mustSee(principal, type, id);
    const expectedVersion = versionOf(match);
    this.access.mustMayEdit(principal, type);
    this.elsewhere.mustBeHere(type);
    await answering(
      this.crm.transact(writerOf(principal), async (client) => {
        const current = (await readRecords(client, type, [id], true)).get(id);
        if (!current) throw new RecordNotFound(type, id);
        if (current.version !== expectedVersion) {
          throw new RecordConflict(type, id, expectedVersion, current.version, `it is at version ${current.version}`);
        }
        await this.crm.remove(client, type, id);
      }),
    );
    this.wakeUp.changed();
  }

  private async change(
    principal: Principal,
    type: RecordType,
    work: (client: Parameters<Parameters<PostgresCrm['transact']>[1]>[0], now: string) => Promise<string>,
    set: FieldValues,
  ): Promise<CrmRecord> {
    this.access.mustMayEdit(principal, type, set);
    const record = await answering(
      this.crm.transact(writerOf(principal), async (client) => {
        checkFields(type, set);
        const agents = Object.keys(set).find((field) => fieldSpec(type, field)?.agent);
        if (agents) throw new InvalidField(type, agents, 'agents write this field; people read it');
        const id = await work(client, await businessNow(client, this.clock));
        return (await this.crm.find(type, id, client))!;
      }),
    );
    this.wakeUp.changed();
    return record;
  }
}

function typeOf(name: string): RecordType {
  const type = RECORD_TYPES.find((t) => t === name);
  if (!type) throw new NotFoundException(`There is no record type "${name}"; one of: ${RECORD_TYPES.join(', ')}.`);
  return type;
}

function fieldsOf(body: unknown): FieldValues {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new BadRequestException('Send the fields as a JSON object.');
  }
  return { ...body };
}

function versionOf(match: string | undefined): number {
  const version = /^(?:W\/)?"?(\d+)"?$/.exec(match ?? '')?.[1];
  if (version === undefined) throw new HttpException('Say which version you change: If-Match: "<version>".', 428);
  return Number(version);
}

function writerOf(principal: Principal): { by: string; cause: string } {
  return { by: principal.personId ?? principal.sub, cause: `edit:${randomUUID()}` };
}

/** What a person creates without naming an owner is theirs. */
function ownedBy(principal: Principal, type: RecordType, set: FieldValues): FieldValues {
  const own = fieldSpec(type, 'ownerId') && principal.personId ? { ownerId: principal.personId } : {};
  return { ...own, ...(type === 'task' ? { createdBy: 'person', status: 'open' } : {}), ...set };
}

/** The CRM's own errors as HTTP says them. */
async function answering<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof RecordNotFound) throw new NotFoundException(error.message);
    if (error instanceof InvalidField) throw new BadRequestException(error.message);
    if (error instanceof RecordConflict) {
      throw new HttpException(error.message, typeof error.expected === 'number' ? 412 : 409);
    }
    throw error;
  }
}
