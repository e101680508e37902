export { downloadCache } from './download-cache';
export { ServerError } from './errors';
export { servesTemporal } from './grpc-health';
export { freePort, isPortFree } from './ports';
export { startPostgres, type PostgresOptions, type PostgresServer } from './postgres';
export { commandLine, endProcess, isAlive, waitUntil } from './processes';
export { startTemporal, type TemporalOptions, type TemporalServer } from './temporal';
export { temporalExecutable } from './temporal-executable';
export { timeSkippingServerExecutable } from './time-skipping-executable';
