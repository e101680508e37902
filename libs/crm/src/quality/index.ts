/** How good a company's records are. Pure: it reads, scores and proposes. */
export { companyScore } from './company-score';
export { findDuplicates, PROPOSED_FROM, type DuplicateProposal, type QualityRecord } from './duplicates';
export { measureQuality, type QualityEntry, type QualityPart, type TypeQuality } from './quality';
export { qualityText } from './quality-text';
