import { compilePlaybook, tryCompile, type Playbook } from '@salesagent/playbook';
import type { Db } from './docket-rows';
import { latestPlaybook, type PlaybookPlace, type PlaybookPublished } from './playbook-store';

export interface InForce {
  playbook: Playbook;
  published: PlaybookPublished | null;
}

/**
 * The playbook that the agents act by: the firm's with what was published, else with the company's folder as it stood when
 * orchestrator started. Each is compiled once, so what is written into a file meanwhile is in force for nobody.
 */
export class PlaybookInForce {
  private folder: Playbook | null = null;
  private signed: { proposalId: string; playbook: Playbook } | null = null;

  constructor(readonly place: PlaybookPlace) {}

  /**
   * The first call is the start.
   * @throws PlaybookErrors when nothing was published and the company's folder has a mistake
   */
  async of(db: Db): Promise<InForce> {
    const { dir, company } = this.place;
    const published = await latestPlaybook(db);
    if (!published) return { playbook: (this.folder ??= compilePlaybook(dir, { company })), published };
    const { proposalId, files } = published;
    if (this.signed?.proposalId !== proposalId)
      this.adopt(proposalId, tryCompile(dir, { company, published: files }).playbook);
    return { playbook: this.signed!.playbook, published };
  }

  /** What was signed just now, as it was compiled for the signature. */
  adopt(proposalId: string, playbook: Playbook): void {
    this.signed = { proposalId, playbook };
  }
}
