/**
 * What agents say of badly recorded deals, and what they do when words in records tell them to. Apart from the builders of
 * scenarios, since it loads the import and the client of models as well.
 */
export * from './claims';
export * from './injection';
export { PlayedModel, type Played } from './played-model';
export { documentsOf, indexFiles } from './documents';
