export { consoleDatabase, type ConsoleDatabase } from './console-database';
export { aCompany, COMPANY, EventHistory } from './event-history';
export { buildCommandLine } from './build-command-line';
export { runningConsole, type RunningConsole } from './running-console';
