export { DOCUMENT_KINDS, type DocumentKind, type DocumentUse } from './document-use';
export { DEFAULT_LANGUAGE, detectLanguage, LANGUAGES } from './analysis/languages';
export { EmbeddingError, type Embedder, type EmbeddingKind } from './embedding/embedder';
export { embeddedText, textHash } from './embedding/embedded-text';
export { embedPassages } from './embedding/embed-passages';
export { Rest } from './rest';
export { indexSource, type IndexChange } from './indexing';
export { askAll, askedOf, metricsOf, type Asked, type Metrics } from './measuring/ask-all';
export {
  recordedReader,
  recordedReadingsSchema,
  type FoundBy,
  type RecordedReading,
} from './measuring/recorded-readings';
export { labelledQuestionsSchema, type LabelledQuestion } from './measuring/labelled-questions';
export { LocalMiniLm } from './minilm/local-minilm';
export { fetchModel, missingModelFiles, modelFolder } from './minilm/model-files';
export { PassagesKeeper, type KeeperParts, type Look } from './passages/keeper';
export type { KeptSource } from './passages/kept-source';
export { openPassages, type Passages, type PassagesSettings } from './passages/open-passages';
export { passagesPool, passagesStore } from './passages/passages-store';
export { passagesStatus, type PassagesStatus, type SourceStatus } from './passages/status';
export { admits, type Passage, type PassageFilter, type PassageScope, type SourceDocument } from './passage';
export type { AnswerReader, Excerpt, Quoted } from './reading/answer-reader';
export { QUOTED_WORDS_AT_LEAST, QUOTED_WORDS_AT_MOST } from './reading/quotation';
export { readAnswer, ReadingRetriever } from './reading/read-answer';
export {
  readingSaid,
  Retriever,
  searchMode,
  type Answer,
  type Hit,
  type AnswerReading,
  type SearchOptions,
  type VectorUse,
} from './retriever';
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
export {
  CONFIDENTIAL_DDL,
  PASSAGES_DDL,
  PASSAGES_SCHEMA,
  passagesGrants,
  RETRIEVAL_TABLES,
  VECTOR_INDEX_TABLES,
} from './stores/postgres-schema';
export { PostgresStore } from './stores/postgres-store';
export { PineconeIndex, type PineconeSettings } from './vector-index/pinecone/pinecone-index';
export {
  VectorIndexError,
  type NearPassage,
  type VectorIndex,
  type VectorIndexErrorKind,
  type VectorPoint,
  type VectorQuery,
} from './vector-index/port';
export { QdrantIndex, type QdrantSettings } from './vector-index/qdrant/qdrant-index';
export { weighDocument, type IndexedDocument, type IndexedPassage } from './weights';
export { configuredVectorIndex, openVectorIndex, type OpenedVectorIndex } from './vector-index/open-vector-index';
export { preparePgVector } from './vector-index/pgvector/pgvector-schema';
export { vectorIndexSettings, type VectorIndexSettings } from './vector-index/settings';
export { VectorIndexedStore, type VectorIndexedOptions } from './vector-index/vector-indexed-store';
