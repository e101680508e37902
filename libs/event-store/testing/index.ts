export { anEvent } from './an-event';
export { everythingVisible } from './everything-visible';
export { logDatabase, type LogDatabase } from './log-database';
