import { ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import type { Principal } from '@salesagent/auth';
import { RebuildRefused, Rebuilds, type RebuildRun } from '@salesagent/bus';
import type { z } from 'zod';
import { dated } from './dated';
import type { ProjectionsView, rebuildBody, RebuildRunView, RebuildStarted } from './rebuild.schema';

/** What a service answers about its projections, and begins for a person. */
@Injectable()
export class RebuildAnswers {
  constructor(private readonly rebuilds: Rebuilds) {}

  async projections(hash: boolean): Promise<ProjectionsView> {
    const projections = await this.rebuilds.list({ hash });
    return { projections: projections.map((p) => ({ ...p, latest: p.latest && view(p.latest) })) };
  }

  /** @throws NotFoundException */
  async run(id: string): Promise<RebuildRunView> {
    const run = await this.rebuilds.run(id);
    if (!run) throw new NotFoundException({ code: 'not-found', message: `There is no rebuild ${id} here.` });
    return view(run);
  }

  /** @throws NotFoundException for an unknown projection, ConflictException when it is being rebuilt */
  async start({ name, dryRun }: z.infer<typeof rebuildBody>, { personId, sub }: Principal): Promise<RebuildStarted> {
    try {
      return { id: await this.rebuilds.start(name, { dryRun, by: personId ?? sub }) };
    } catch (error) {
      if (!(error instanceof RebuildRefused)) throw error;
      const { code, message, remedy } = error;
      if (code === 'unknown-projection') throw new NotFoundException({ code, message, remedy });
      throw new ConflictException({ code, message, remedy });
    }
  }
}

const view = (run: RebuildRun): RebuildRunView => dated(run);
