import { compilePlaybook, type Playbook } from '@salesagent/playbook';
import type { Pool } from 'pg';
import { CompanyFacts, type PublishedPlaybook } from './company-facts';

export interface PlaybookAtStart {
  playbook: Playbook;
  published: PublishedPlaybook | null;
}

/** What a signature leaves in the company's folder and agents read: tiers and calendar, and for a backtest the rhythm. */
const OF_THE_FOLDER = ['policy.yaml', 'lifecycles.yaml'];

/**
 * What a service acts by from its first event on: the firm's playbook with what was published, as far as it has heard,
 * else with the company's folder. What was published and no longer fits turns actions off; it ends no start.
 * @throws PlaybookErrors for mistakes in files that are read
 */
export async function playbookAtStart(
  pool: Pool,
  { schema, dir, company }: { schema: string; dir: string; company: string },
): Promise<PlaybookAtStart> {
  const published = await new CompanyFacts(schema, []).publishedPlaybook(pool);
  if (!published) return { playbook: compilePlaybook(dir, { company }), published };
  const reads = (file: string): boolean => OF_THE_FOLDER.includes(file);
  return { playbook: compilePlaybook(dir, { company, published: published.files, reads }), published };
}
