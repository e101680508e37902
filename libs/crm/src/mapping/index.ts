/** Mapping without I/O: what tools and services may use that talk to no CRM. */
export { parseCrmMapping } from './parse';
export { HostedMapping } from './hosted-mapping';
export type { MappingFile } from './file-schema';
export type { Translation } from './translate';
export { describeMappingProblem, MappingRefused, type MappingProblem, type TranslationProblem } from './problems';
export { discover, type CrmSource, type Discovery, type NotMapped } from './discover/discover';
export { draftMapping, type CompanyOfDraft } from './discover/draft';
export {
  dealObject,
  EVIDENCE_WORDS,
  letterStates,
  mappingLines,
  meddiccField,
  type LetterState,
} from './meddicc-fields';
export { checkMapping, type MappingReport } from './check/check';
export { GRAVE, type CheckFinding } from './check/finding';
export { mappingReportText } from './check/report-text';
export { readCsvSource, type CsvFile } from './source/csv-source';
export { parseJsonSource } from './source/json-source';
