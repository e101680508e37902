import { ConflictException, Injectable } from '@nestjs/common';
import type { Principal } from '@salesagent/auth';
import { ParkedDesk, type Decision } from '@salesagent/bus';
import type { z } from 'zod';
import { dated } from './dated';
import type { discardBody, Discarded, ParkedEvents, ParkedKeys, redriveBody, Redriven } from './parked.schema';

/** What a service answers about its parked keys, and does with them for a person. */
@Injectable()
export class ParkedAnswers {
  constructor(private readonly desk: ParkedDesk) {}

  async keys(): Promise<ParkedKeys> {
    return { keys: (await this.desk.lanes()).map(dated) };
  }

  async events(key: string): Promise<ParkedEvents> {
    const { events, history } = await this.desk.events(key);
    return { events: events.map(dated), history: history.map(dated) };
  }

  async redrive({ reason, key, consumer }: z.infer<typeof redriveBody>, principal: Principal): Promise<Redriven> {
    const chosen = { ...(key === undefined ? {} : { key }), ...(consumer === undefined ? {} : { consumer }) };
    return { redriven: await this.desk.redrive(chosen, decisionOf(principal, reason)) };
  }

  /** @throws ConflictException when the event has not failed, or is not there any more */
  async discard({ reason, ...place }: z.infer<typeof discardBody>, principal: Principal): Promise<Discarded> {
    const waitedBehind = await this.desk.waitingBehind(place);
    if (!(await this.desk.discard(place, decisionOf(principal, reason)))) {
      throw new ConflictException({
        code: 'not-parked',
        message: `Event ${place.sequence} of ${place.key} has not failed here, or is parked no more.`,
        remedy: `Look again with \`salesagent parked show ${place.key}\`: only an event that failed can be discarded, those behind it only wait.`,
      });
    }
    return { discarded: place, waitedBehind };
  }
}

function decisionOf({ personId, sub }: Principal, reason: string): Decision {
  return { by: personId ?? sub, reason };
}
