export { consoleDatabase, type ConsoleDatabase } from './console-database';
export { aCompany, COMPANY, EventHistory, STUDY } from './event-history';
export { buildCommandLine } from './build-command-line';
export { runningConsole, type RunningConsole } from './running-console';
