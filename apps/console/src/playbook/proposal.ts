import { diffPlaybooks, type Playbook } from '@salesagent/playbook';
import type { PlaybookProposalRead } from '../api/playbook-reading.schema';

type Reworded = PlaybookProposalRead['passages'];

/** What a proposal says otherwise than the playbook that is quoted: each passage in its words before and after. */
export function reworded(inForce: Playbook, candidate: Playbook): Reworded {
  return diffPlaybooks(inForce, candidate).passages.map(({ id, change }) => {
    const [before, after] = [inForce.passage(id), candidate.passage(id)];
    return {
      ...{ id, change, title: (after ?? before)!.heading },
      ...{ before: before?.text ?? null, after: after?.text ?? null },
    };
  });
}
