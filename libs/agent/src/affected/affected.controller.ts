import { BadRequestException, Body, Controller, HttpCode, HttpException, Injectable, Post } from '@nestjs/common';
import { Can } from '@salesagent/auth';
import { checkPlaybook, notPublishable, type PlaybookFile } from '@salesagent/playbook';
import { z } from 'zod';
import type { AgentRuntime } from '../agent-runtime';
import type { AffectedAction } from './affected';

const affectedBody = z.strictObject({
  files: z.array(z.strictObject({ file: z.string().min(1).max(200), text: z.string().max(200_000) })).max(200),
});

export interface AffectedAnswer {
  service: string;
  /** Versions compared. */
  inForce: string;
  candidate: string;
  actions: AffectedAction[];
}

/** Asks a service's actions what other sections would change, one question at a time. */
@Injectable()
export class Affected {
  private running = false;

  constructor(
    private readonly service: string,
    private readonly runtime: AgentRuntime,
    private readonly dir: string,
    private readonly company: string,
  ) {}

  async ask(files: readonly PlaybookFile[]): Promise<AffectedAnswer> {
    const kept = files.find(({ file }) => notPublishable(file) !== null);
    if (kept) throw refused('bad-playbook', `${kept.file} cannot be published: ${notPublishable(kept.file)}`);
    const { playbook, problems } = checkPlaybook(this.dir, { company: this.company, published: files });
    if (problems.length > 0)
      throw refused('bad-playbook', problems.map((p) => `${p.file}:${p.line}: ${p.message}`).join('\n'));
    if (this.running)
      throw new HttpException(
        {
          code: 'already-running',
          message: `${this.service} is being asked the same by somebody else.`,
          remedy: 'Try again in some seconds.',
        },
        409,
      );
    this.running = true;
    try {
      const inForce = this.runtime.playbook.version;
      const actions = await this.runtime.affected(playbook);
      return { service: this.service, inForce, candidate: playbook.version, actions };
    } finally {
      this.running = false;
    }
  }
}

const refused = (code: string, message: string): BadRequestException =>
  new BadRequestException({ code, message, remedy: '`salesagent playbook check` names every mistake.' });

/** What other sections would have this agent decide otherwise, of all records: for those who see them all. */
@Controller('playbook/affected')
export class AffectedController {
  constructor(private readonly affected: Affected) {}

  @Post()
  @HttpCode(200)
  @Can('read', 'Backtest')
  ask(@Body() body: unknown): Promise<AffectedAnswer> {
    const parsed = affectedBody.safeParse(body ?? {});
    if (!parsed.success) {
      const message = parsed.error.issues.map((i) => `${i.path.join('.') || 'body'}: ${i.message}`).join('; ');
      throw new BadRequestException({ code: 'bad-request', message });
    }
    return this.affected.ask(parsed.data.files);
  }
}
