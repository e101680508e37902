export { anEvent } from './an-event';
export { logDatabase, type LogDatabase } from './log-database';
