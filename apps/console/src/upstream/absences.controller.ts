import { Can, type Principal } from '@salesagent/auth';
import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import type { z } from 'zod';
import { absenceBodySchema, absenceEndBodySchema, type Absence, type Absences } from '../api/absences.schema';
import type { Reference } from '../api/reference.schema';
import { Reading } from '../controllers/reading';
import { ZodPipe } from '../http/zod.pipe';
import type { SignedInRequest } from '../session/signed-in';
import type { Reader } from '../views/reader';
import { Upstream } from './upstream';

/** An absence as orchestrator knows it. */
interface Known {
  personId: string;
  from: string;
  until: string;
  delegateId: string | null;
  state: Absence['state'];
  by: string;
  setAt: string;
}

/** Who is away, and who decides meanwhile: orchestrator's, asked with the person's own token. */
@Controller('api/absences')
export class AbsencesController {
  constructor(
    private readonly upstream: Upstream,
    private readonly reading: Reading,
  ) {}

  @Get()
  async list(@Req() request: SignedInRequest): Promise<Absences> {
    const token = request.accessToken;
    const [reader, { absences }] = await Promise.all([
      this.reading.reader(request.principal),
      this.upstream.json<{ absences: Known[] }>('orchestrator', '/absences', { token }),
    ]);
    const people = byName(reader, (id) => isTheirs(reader, id));
    return {
      absences: absences.map((known) => shown(reader, known)),
      people,
      delegates: byName(reader, () => true),
    };
  }

  @Post()
  @HttpCode(200)
  @Can('decide', 'Approval')
  async set(
    @Req() request: SignedInRequest,
    @Body(new ZodPipe(absenceBodySchema)) body: z.infer<typeof absenceBodySchema>,
  ): Promise<Absence> {
    const reader = await this.reading.reader(request.principal);
    return shown(reader, await this.post<Known>(request, '/absences', body));
  }

  @Post('end')
  @HttpCode(200)
  @Can('decide', 'Approval')
  end(
    @Req() request: SignedInRequest,
    @Body(new ZodPipe(absenceEndBodySchema)) body: { personId: string },
  ): Promise<{ personId: string }> {
    return this.post(request, '/absences/end', body);
  }

  private post<T>(request: SignedInRequest, path: string, body: object): Promise<T> {
    return this.upstream.json<T>('orchestrator', path, { method: 'POST', token: request.accessToken, body });
  }
}

function shown(reader: Reader, { personId, delegateId, by, ...rest }: Known): Absence {
  const { directory } = reader;
  return {
    ...rest,
    person: directory.person(personId)!,
    delegate: directory.person(delegateId),
    by: directory.nameOf(by),
    canEnd: isTheirs(reader, personId),
  };
}

/** Whether this reader may say that somebody is away: their own, their team's, for operations everybody's. */
function isTheirs({ principal, directory }: Reader, id: string): boolean {
  const me: Principal['personId'] = principal.personId;
  const own = me !== null && (id === me || directory.people.get(id)?.managerId === me);
  return own || principal.roles.includes('operations_vp');
}

function byName({ directory }: Reader, which: (id: string) => boolean): Reference[] {
  return [...directory.people.values()]
    .filter((person) => person.active !== false && which(person.id))
    .map(({ id, name }) => ({ id, name }))
    .sort((a, b) => ((a.name ?? a.id) < (b.name ?? b.id) ? -1 : 1));
}
