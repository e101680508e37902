export { checkClaims, wordsOf, type Checked } from './check';
export type { Claim } from './extract';
export type { CitedDocument, Facts, Quantity, Unit } from './facts';
