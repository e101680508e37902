/** What a service needs that only asks: without the readers of Word, PDF and the like, which indexing needs. */
export { admits, type PassageFilter } from '../passage';
export { Retriever, type Answer, type Hit, type SearchOptions } from '../retriever';
export { passagesGrants } from '../stores/postgres-schema';
export { openPassages, type Passages, type PassagesSettings } from './open-passages';
