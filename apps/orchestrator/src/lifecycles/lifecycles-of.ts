import { join } from 'node:path';
import { lifecyclesSchema, type Lifecycles } from '@salesagent/governance';
import { compilePlaybook, dataOf, PlaybookErrors } from '@salesagent/playbook';

/**
 * `lifecycles.yaml` of the playbook with the company's values over the firm's, as it stood when the service started. It
 * cannot be published, so the rest of the company's folder is nothing to it.
 * @throws PlaybookErrors with file and line of whatever does not fit
 */
export function lifecyclesOf(playbooksDir: string, company: string): Lifecycles {
  const reads = (file: string): boolean => file === 'lifecycles.yaml';
  const data = compilePlaybook(playbooksDir, { company, published: [], reads }).data('lifecycles');
  if (data) return dataOf(data, lifecyclesSchema);
  throw new PlaybookErrors([
    {
      file: join(playbooksDir, 'base', 'lifecycles.yaml'),
      line: 1,
      message: 'does not exist',
      suggestion: 'restore it: it says when agents look at deals and accounts, and what a deal should have by when',
    },
  ]);
}
