import type { Playbook } from '@salesagent/playbook';
import type { Passage } from '../api/insight.schema';

/** The words behind citations. A passage that is gone keeps its id, so that nobody looks for it in vain. */
export function passages(playbook: Playbook | null, ids: readonly string[]): Passage[] {
  return ids.map((id) => {
    const bare = id.replace(/^playbook:/, '');
    const passage = playbook?.passage(bare) ?? null;
    return { id: bare, title: passage?.heading ?? bare, text: passage?.text ?? null };
  });
}
