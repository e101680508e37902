export { ServerError } from './errors';
export { freePort, isPortFree } from './ports';
export { startPostgres, type PostgresOptions, type PostgresServer } from './postgres';
export { commandLine, endProcess, isAlive, waitUntil } from './processes';
