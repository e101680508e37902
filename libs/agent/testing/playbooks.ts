import { join } from 'node:path';
import { compilePlaybook, type Playbook } from '@salesagent/playbook';

/** The repository's own playbooks: specs run on the words and thresholds that ship. */
export const PLAYBOOKS = join(__dirname, '../../../playbooks');

let compiled: Playbook | null = null;
export function basePlaybook(): Playbook {
  return (compiled ??= compilePlaybook(PLAYBOOKS));
}
