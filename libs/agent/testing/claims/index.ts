export { countClaims, DEALS, printedClaims, SEED, SELLER, writtenBy, type ClaimCount } from './count';
export { corrupted, countCaught, type Caught } from './corruptions';
export { generatedDeals, IDS, type GeneratedDeal } from './generate';
export { STRANGER } from './odd-names';
