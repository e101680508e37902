import type { PostgresServer } from '../src/postgres';

/** What the set-up started, for the tear-down of the same process to stop. */
export const startedHere: { postgres?: PostgresServer } = {};
