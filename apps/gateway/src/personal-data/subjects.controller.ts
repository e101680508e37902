import {
  BadRequestException,
  Body,
  ConflictException,
  Controller,
  HttpCode,
  Inject,
  NotFoundException,
  Post,
} from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { z } from 'zod';
import type { BusTransport } from '@salesagent/bus';
import { Can, CurrentPrincipal, type Principal } from '@salesagent/auth';
import { eventId } from '@salesagent/canon/events';
import type { Clock } from '@salesagent/canon/sales';
import { EventStore } from '@salesagent/event-store';
import { CLOCK, CONFIG, POOL, type Config } from '@salesagent/platform';
import { Sealer } from '@salesagent/sealing';
import { BUS } from '../log.module';
import { personalDataOf, type PersonalData, type PersonalDataSources } from './access';
import { Erasure, ReasonNamesPerson, type Erased, type ErasurePlan } from './erasure';
import { UnknownPerson } from './person';
import { publishedAbout } from './published';
import { findPeople, type FoundPerson } from './person-search';

const find = z.strictObject({ query: z.string().trim().min(2, 'give at least two letters of a name or an address') });
const one = z.strictObject({ ref: z.string() });
const erase = z.strictObject({
  ref: z.string(),
  reason: z.string().trim().min(1, 'say why: a request of the person, its date and number'),
  confirm: z.boolean().default(false),
});

/**
 * People's data: who is held, what is held on them, and its end. Everything is posted, questions as well: a name or
 * an address in a URL would stand in logs and spans.
 */
@Controller('subjects')
export class SubjectsController {
  private readonly sources: PersonalDataSources;

  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(Sealer) sealer: Sealer,
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(Erasure) private readonly erasure: Erasure,
    @Inject(BUS) bus: BusTransport,
    @Inject(CONFIG) { company }: Config,
  ) {
    this.sources = { pool, sealer, published: (subjects) => publishedAbout(bus, company, subjects) };
  }

  @Post('find')
  @HttpCode(200)
  @Can('read', 'PersonalData')
  async find(@Body() body: unknown): Promise<{ people: FoundPerson[] }> {
    return { people: await findPeople(this.pool, valid(find, body).query) };
  }

  /** Everything held on a person, opened. That it was asked for is recorded, without what was answered. */
  @Post('export')
  @HttpCode(200)
  @Can('read', 'PersonalData')
  async export(@Body() body: unknown, @CurrentPrincipal() principal: Principal): Promise<PersonalData> {
    const { ref } = valid(one, body);
    const data = await answering(personalDataOf(this.sources, ref));
    await this.record(ref, principal, data.held.length);
    return data;
  }

  /** Without `confirm`, what would be erased. */
  @Post('erase')
  @HttpCode(200)
  @Can('erase', 'PersonalData')
  async erase(@Body() body: unknown, @CurrentPrincipal() principal: Principal): Promise<ErasurePlan | Erased> {
    const { ref, reason, confirm } = valid(erase, body);
    const by = principal.personId ?? principal.sub;
    return answering(confirm ? this.erasure.erase({ ref, by, reason }) : this.erasure.plan(ref));
  }

  private async record(ref: string, principal: Principal, values: number): Promise<void> {
    const stream = `access/${ref}`;
    const by = principal.personId ?? principal.sub;
    const cause = randomUUID();
    await this.store.append(stream, 'any', [
      {
        id: eventId(cause, stream, 'PersonalDataExported'),
        type: 'PersonalDataExported',
        data: { subject: ref, by, values },
        occurredAt: this.clock.now(),
        correlationId: cause,
        causationId: cause,
        actor: by,
      },
    ]);
  }
}

function valid<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new BadRequestException(`${issue.path.join('.') || 'request'}: ${issue.message}`);
}

const LOCK_NOT_AVAILABLE = '55P03';

async function answering<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof UnknownPerson) throw new NotFoundException(error.message);
    if (error instanceof ReasonNamesPerson) throw new BadRequestException(error.message);
    if ((error as { code?: unknown }).code === LOCK_NOT_AVAILABLE) {
      throw new ConflictException('An import is being written; erase when it is done (`salesagent status`).');
    }
    throw error;
  }
}
