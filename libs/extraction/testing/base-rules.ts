import { resolve } from 'node:path';
import { compilePlaybook, rulesOf } from '@salesagent/playbook';
import { extractionRules, type ExtractionRules } from '../src/rules';

/** What the firm's own playbook says of extraction. */
export function basePlaybookRules(): ExtractionRules {
  const playbook = compilePlaybook(resolve(__dirname, '../../../playbooks'));
  return rulesOf(playbook.section('4-progression/meddicc-extraction')!, extractionRules);
}
