import { contractFiles } from '../contracts/owned-files';
import { actionRulesFile } from './action-rules';
import { actionsPage } from './actions-page';
import { configurationPage } from './configuration-page';
import { eventsPage } from './events-page';
import { PLAYBOOK_SCHEMAS } from './front-matter-schema';

/** Every reference page and contract that is made from code, by its path from the checkout. */
export const PAGES: Record<string, () => string> = {
  'docs/reference/actions.md': actionsPage,
  'libs/playbook/src/generated/action-rules.ts': actionRulesFile,
  'docs/reference/configuration.md': configurationPage,
  'docs/reference/events.md': eventsPage,
  ...PLAYBOOK_SCHEMAS,
  ...contractFiles(),
};
