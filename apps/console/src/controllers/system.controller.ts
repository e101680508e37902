import { Controller, Get, Inject, Param, Req } from '@nestjs/common';
import { abilityFor, Public, seesEverything } from '@salesagent/auth';
import { CLOCK, companyName, CONFIG, type Clock, type Config } from '@salesagent/platform';
import { businessDate } from '@salesagent/canon/sales';
import type { Action, Actions } from '../api/actions.schema';
import { openApiDocument } from '../api/openapi';
import type { Session } from '../api/session.schema';
import type { Status } from '../api/status.schema';
import { notFound } from '../http/problem';
import type { SignedInRequest } from '../session/signed-in';
import { actionsView, actionView } from '../views/actions.view';
import { decidable, shownToday } from '../views/inbox.view';
import { companyCurrency } from '../views/company-currency';
import { StatusReport } from '../status/status-report';
import { Reading } from './reading';

/** Who is signed in, whether everything runs, and what agents may do. */
@Controller('api')
export class SystemController {
  constructor(
    private readonly reading: Reading,
    private readonly statusReport: StatusReport,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly realTime: Clock,
  ) {}

  @Public()
  @Get('openapi.json')
  openApi(): object {
    return openApiDocument();
  }

  @Get('session')
  async session(@Req() request: SignedInRequest): Promise<Session> {
    const reader = await this.reading.reader(request.principal);
    const [clock, waiting, currency] = await Promise.all([
      this.reading.clock(),
      decidable(this.reading.sources, reader),
      companyCurrency(this.reading.pool, this.reading.playbook),
    ]);
    const { sub, name, roles, personId } = reader.principal;
    const ability = abilityFor(reader.principal);
    return {
      signedIn: true,
      principal: { sub, name, roles: [...roles], personId },
      company: { slug: this.config.company, name: companyName(this.config), currency },
      clock: { mode: clock.mode, date: businessDate(clock, this.realTime) },
      can: {
        decide: ability.can('decide', 'Approval'),
        import: ability.can('import', 'Import'),
        signTiering: ability.can('sign', 'Tiering'),
        signPolicy: ability.can('sign', 'Policy'),
        signAutonomy: ability.can('sign', 'Autonomy'),
        demote: ability.can('demote', 'Autonomy'),
        stop: ability.can('stop', 'KillSwitch'),
        operate: ability.can('operate', 'Consumer'),
        readAudit: ability.can('read', 'Audit'),
        readCosts: ability.can('read', 'DealCost'),
        seeEverything: seesEverything(reader.principal),
      },
      counts: { inbox: shownToday(waiting).length },
    };
  }

  @Get('status')
  status(@Req() request: SignedInRequest): Promise<Status> {
    return this.statusReport.status(request.accessToken);
  }

  @Get('actions')
  async actions(@Req() request: SignedInRequest): Promise<Actions> {
    return actionsView(this.reading.pool, this.reading.playbook, await this.reading.reader(request.principal));
  }

  @Get('actions/:id')
  async action(@Req() request: SignedInRequest, @Param('id') id: string): Promise<Action> {
    const reader = await this.reading.reader(request.principal);
    const action = await actionView(this.reading.pool, this.reading.playbook, reader, id);
    if (!action) throw notFound('action', id);
    return action;
  }
}
