export { DEFAULT_LANGUAGE, detectLanguage, LANGUAGES } from './analysis/languages';
export { EmbeddingError, type Embedder, type EmbeddingKind } from './embedding/embedder';
export { embeddedText, textHash } from './embedding/embedded-text';
export { embedPassages } from './embedding/embed-passages';
export { indexSource, type IndexChange } from './indexing';
export { askAll, metricsOf, type Asked, type Metrics } from './measuring/ask-all';
export { labelledQuestionsSchema, type LabelledQuestion } from './measuring/labelled-questions';
export { LocalMiniLm } from './minilm/local-minilm';
export { fetchModel, missingModelFiles, modelFolder } from './minilm/model-files';
export { PassagesKeeper, type KeeperParts, type Look } from './passages/keeper';
export type { KeptSource } from './passages/kept-source';
export { openPassages, type Passages, type PassagesSettings } from './passages/open-passages';
export { passagesPool, passagesStore } from './passages/passages-store';
export { passagesStatus, type PassagesStatus, type SourceStatus } from './passages/status';
export { admits, type Passage, type PassageFilter, type PassageScope, type SourceDocument } from './passage';
export { Retriever, searchMode, type Answer, type Hit, type SearchOptions, type VectorUse } from './retriever';
export type { ReadsDocuments } from './sources/document';
export { documentFolder } from './sources/folder';
export { PLAYBOOK_SOURCE, playbookSource } from './sources/playbook';
export type { DocumentSource, SourceEntry, SourceProblem } from './sources/source';
export type {
  Candidate,
  CandidateQuery,
  Frequencies,
  PassageKey,
  PassageSearch,
  PassageStore,
  StoredPassage,
  UnembeddedText,
} from './store';
export { MemoryStore, type KeptVectors } from './stores/memory-store';
export { PASSAGES_DDL, PASSAGES_SCHEMA, passagesGrants, RETRIEVAL_TABLES } from './stores/postgres-schema';
export { PostgresStore } from './stores/postgres-store';
export { weighDocument, type IndexedDocument, type IndexedPassage } from './weights';
