import { contractFiles } from '../contracts/owned-files';
import { actionsPage } from './actions-page';
import { configurationPage } from './configuration-page';
import { eventsPage } from './events-page';

/** Every reference page and contract that is made from code, by its path from the checkout. */
export const PAGES: Record<string, () => string> = {
  'docs/reference/actions.md': actionsPage,
  'docs/reference/configuration.md': configurationPage,
  'docs/reference/events.md': eventsPage,
  ...contractFiles(),
};
