/** How good a company's records are. Pure: it reads, scores and proposes. */
export { companyScore } from './company-score';
export { AS_OF, CHANGED, holds, type Condition } from './condition';
export {
  COMPARED_FIELDS,
  DUPLICATE_TYPES,
  DuplicateSearch,
  findDuplicates,
  PROPOSED_FROM,
  type DuplicateProposal,
  type DuplicateType,
  type QualityRecord,
} from './duplicates';
export { measureQuality } from './quality';
export { qualityText } from './quality-text';
export { ageingOf, rulesOf, type QualityRule } from './rules';
export {
  scoreOf,
  TWICE,
  type QualityEntry,
  type QualityPart,
  type RuleTally,
  type TypeQuality,
  type TypeTally,
} from './score';
