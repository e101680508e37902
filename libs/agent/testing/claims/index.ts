export { countClaims, DEALS, printedClaims, SEED, SELLER, writtenBy, type ClaimCount } from './count';
export { corrupted, countCaught, INVENTIONS, type Caught } from './corruptions';
export { countInvented } from './invented';
export { generatedDeals, IDS, type GeneratedDeal } from './generate';
export { STRANGER } from './odd-names';
export { LIBRARY } from './library';
export { describeClaims } from './contract';
