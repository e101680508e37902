export * from './types';
export * from './errors';
export { eventStoreDdl } from './ddl';
export { schemaName } from './identifier';
export * from './upcasting';
export { EventStore, type EventStoreOptions } from './event-store';
export { Projector, subscribe, type ProjectorOptions } from './projector';
export { FollowLoop } from './follow-loop';
