import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import type { z } from 'zod';
import { Can, CurrentPrincipal, type Principal } from '@salesagent/auth';
import type { PlaybookFile } from '@salesagent/playbook';
import { PlaybookRefused, type PlaybookRefusal } from '../gate/playbook-store';
import type { PlaybookProposalView, RejectedPlaybookView } from '../gate/playbook-proposals';
import { Playbooks, type PlaybookInForceView } from '../gate/playbooks';
import { Parsed, playbookDiffBody, playbookProposalBody, policySignBody, rejectBody } from './bodies';
import { PROPOSAL_STATUS, refusing } from './refusing';

const STATUS: Readonly<Record<PlaybookRefusal, number>> = {
  'bad-playbook': 400,
  'playbook-changed': 409,
  ...PROPOSAL_STATUS,
};

/** The playbook in force, what other sections would change of it, and the two signatures that put them in force. */
@Controller('playbook')
export class PlaybookController {
  constructor(private readonly playbooks: Playbooks) {}

  @Get()
  playbook(): Promise<PlaybookInForceView> {
    return this.playbooks.inForce();
  }

  @Post('diff')
  @HttpCode(200)
  @Can('edit', 'Policy')
  diff(@Body(new Parsed(playbookDiffBody)) body: z.infer<typeof playbookDiffBody>): Promise<object> {
    return refusing(PlaybookRefused, STATUS, () => this.playbooks.diff(body.files));
  }

  @Get('proposals/:version')
  @Can('edit', 'Policy')
  proposed(@Param('version') version: string): Promise<PlaybookProposalView & { files: PlaybookFile[] }> {
    return refusing(PlaybookRefused, STATUS, () => this.playbooks.proposed(version));
  }

  @Post('proposals')
  @Can('edit', 'Policy')
  propose(
    @Body(new Parsed(playbookProposalBody)) { files, reason, affected }: z.infer<typeof playbookProposalBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<PlaybookProposalView> {
    return refusing(PlaybookRefused, STATUS, () =>
      this.playbooks.propose(files, { reason, affected: affected ?? null }, principal),
    );
  }

  @Post('sign')
  @HttpCode(200)
  @Can('sign', 'Policy')
  sign(
    @Body(new Parsed(policySignBody)) body: z.infer<typeof policySignBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<object> {
    return refusing(PlaybookRefused, STATUS, () => this.playbooks.sign(body.version, principal));
  }

  @Post('reject')
  @HttpCode(200)
  @Can('sign', 'Policy')
  reject(
    @Body(new Parsed(rejectBody)) { version, reason }: z.infer<typeof rejectBody>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<RejectedPlaybookView> {
    return refusing(PlaybookRefused, STATUS, () => this.playbooks.reject(version, reason, principal));
  }
}
