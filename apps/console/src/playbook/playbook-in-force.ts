import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { CONFIG, POOL, type Config } from '@salesagent/platform';
import { companyLayer, tryCompile, type Playbook, type PlaybookFile } from '@salesagent/playbook';
import type { Pool } from 'pg';
import type { PlaybookFolder } from '../api/playbook-reading.schema';

/** The playbook that pages quote: the firm's with what was signed last for the company, as soon as the bus has said so. */
@Injectable()
export class PlaybookInForce implements OnApplicationBootstrap {
  private readonly logger = new Logger(PlaybookInForce.name);
  private compiled: Playbook;

  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.compiled = this.compile(null);
  }

  get playbook(): Playbook {
    return this.compiled;
  }

  /** As it would be with other files of the company's in place of what is in force. */
  with(files: readonly PlaybookFile[]): Playbook {
    return this.compile(files);
  }

  /** The company's folder as it lies beside this service now, whatever is in force. */
  folder(): PlaybookFolder {
    const { playbooksDir, company } = this.config;
    const files = companyLayer(playbooksDir, company);
    return { folder: `companies/${company}`, files, differs: this.with(files).version !== this.compiled.version };
  }

  onApplicationBootstrap(): Promise<void> {
    return this.refresh();
  }

  /** Looks up what was published last. A failure leaves what is quoted as it is: pages go on. */
  async refresh(): Promise<void> {
    try {
      const { rows } = await this.pool.query<{ files: PlaybookFile[] }>(
        `select data->'files' as files from console.timeline
         where subject = 'company' and type = 'PlaybookPublished' order by sequence desc limit 1`,
      );
      this.compiled = this.compile(rows[0]?.files ?? null);
    } catch (error) {
      this.logger.error(`The published playbook could not be read: ${String(error)}`);
    }
  }

  /** A playbook with a mistake still has passages to show; `salesagent playbook check` names the mistake. */
  private compile(published: readonly PlaybookFile[] | null): Playbook {
    const { playbooksDir, company } = this.config;
    return tryCompile(playbooksDir, { company, published }).playbook;
  }
}
