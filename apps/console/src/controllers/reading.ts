import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { withTeam, type Principal } from '@salesagent/auth';
import { businessDate, type BusinessClock } from '@salesagent/canon/sales';
import { businessClock } from '@salesagent/mirror';
import { CLOCK, POOL, type Clock } from '@salesagent/platform';
import type { Playbook } from '@salesagent/playbook';
import { Sealer } from '@salesagent/sealing';
import { PlaybookInForce } from '../playbook/playbook-in-force';
import { loadDirectory } from '../views/directory';
import type { ViewSources } from '../views/deal.view';
import type { Reader } from '../views/reader';

/** What every page needs before it can be made: who reads it, as of which business day, and from what. */
@Injectable()
export class Reading {
  readonly sources: ViewSources;

  constructor(
    @Inject(POOL) readonly pool: Pool,
    readonly sealer: Sealer,
    @Inject(CLOCK) private readonly realTime: Clock,
    private readonly inForce: PlaybookInForce,
  ) {
    this.sources = {
      pool,
      sealer,
      get playbook() {
        return inForce.playbook;
      },
    };
  }

  get playbook(): Playbook {
    return this.inForce.playbook;
  }

  /** The reader with the people whose records they may see, from the company's own hierarchy. */
  async reader(principal: Principal): Promise<Reader> {
    const directory = await loadDirectory(this.pool, this.sealer);
    const people = [...directory.people.values()].map(({ id, managerId }) => ({ id, managerId }));
    return { principal: withTeam(principal, people), directory };
  }

  clock(): Promise<BusinessClock> {
    return businessClock(this.pool, 'console');
  }

  async asOf(): Promise<string> {
    return businessDate(await this.clock(), this.realTime);
  }
}
