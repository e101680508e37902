import { contractFiles } from '../contracts/owned-files';
import { actionsPage } from './actions-page';
import { configurationPage } from './configuration-page';
import { eventsPage } from './events-page';

/** Every reference page, contract and type that is made from code, by its path from the checkout. */
export const PAGES: Record<string, () => string | Promise<string>> = {
  'docs/reference/actions.md': actionsPage,
  'docs/reference/configuration.md': configurationPage,
  'docs/reference/events.md': eventsPage,
  ...contractFiles(),
};
