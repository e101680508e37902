import { Controller, Get, HttpCode, HttpException, NotFoundException, Param, Post } from '@nestjs/common';
import { Can, CurrentPrincipal, mayReadOwner, type Principal } from '@salesagent/auth';
import { HandoffRefused, Handoffs, type Handoff, type HandoffRefusal } from '../lifecycles/handoffs';

const STATUS: Readonly<Record<HandoffRefusal, number>> = { unknown: 404, 'not-receiver': 403, lapsed: 409 };

/** Hand-offs of deals that were won; the person who takes over says here that they have. */
@Controller('handoffs')
export class HandoffsController {
  constructor(private readonly handoffs: Handoffs) {}

  @Get(':opportunityId')
  @Can('read', 'Record')
  async one(@Param('opportunityId') opportunityId: string, @CurrentPrincipal() principal: Principal): Promise<Handoff> {
    const handoff = await this.handoffs.of(opportunityId);
    if (handoff && [handoff.from, handoff.to].some((person) => mayReadOwner(principal, person))) return handoff;
    throw new NotFoundException({ code: 'unknown', message: `No hand-off of ${opportunityId} is known` });
  }

  @Post(':opportunityId/acknowledgement')
  @HttpCode(200)
  @Can('edit', 'Record')
  async acknowledge(
    @Param('opportunityId') opportunityId: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Handoff> {
    const { personId, roles } = principal;
    try {
      return await this.handoffs.acknowledge(opportunityId, {
        personId,
        mayForOthers: roles.includes('operations_vp'),
      });
    } catch (error) {
      if (!(error instanceof HandoffRefused)) throw error;
      throw new HttpException({ code: error.code, message: error.message }, STATUS[error.code]);
    }
  }
}
