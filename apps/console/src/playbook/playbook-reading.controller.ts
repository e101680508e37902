import { Controller, Get, Param, Req } from '@nestjs/common';
import { Can } from '@salesagent/auth';
import type { PlaybookFiles, PlaybookProposal } from '../api/playbook.schema';
import type { PlaybookFolder, PlaybookProposalRead, PlaybookSectionView } from '../api/playbook-reading.schema';
import { problem } from '../http/problem';
import type { SignedInRequest } from '../session/signed-in';
import { Upstream } from '../upstream/upstream';
import { playbookOfServices } from './of-services';
import { PlaybookInForce } from './playbook-in-force';
import { reworded } from './proposal';
import { sectionView } from './sections';

/** The playbook as people read it: a section that is in force, and the words of a proposal beside those it replaces. */
@Controller('api/playbook')
export class PlaybookReadingController {
  constructor(
    private readonly upstream: Upstream,
    private readonly inForce: PlaybookInForce,
  ) {}

  @Get('sections/:id')
  async section(@Req() { accessToken: token }: SignedInRequest, @Param('id') id: string): Promise<PlaybookSectionView> {
    const { playbook } = this.inForce;
    const section = playbook.section(id);
    if (!section)
      throw problem(404, 'not-found', `The playbook in force has no section "${id}".`, {
        remedy: 'The page Playbook names every section; `GET /api/playbook` lists their ids.',
      });
    return sectionView(section, playbook, await playbookOfServices(this.upstream, token));
  }

  /** Read anew each time: whoever writes there wants to propose what they have written. */
  @Get('folder')
  @Can('edit', 'Policy')
  folder(): PlaybookFolder {
    return this.inForce.folder();
  }

  @Get('proposals/:version')
  @Can('edit', 'Policy')
  async proposal(
    @Req() { accessToken: token }: SignedInRequest,
    @Param('version') version: string,
  ): Promise<PlaybookProposalRead> {
    const path = `/playbook/proposals/${encodeURIComponent(version)}`;
    const { files, ...proposal } = await this.upstream.json<PlaybookProposal & { files: PlaybookFiles }>(
      'orchestrator',
      path,
      { token },
    );
    return { ...proposal, passages: reworded(this.inForce.playbook, this.inForce.with(files)) };
  }
}
