export { attempts, CARRIERS, type Attempt, type CarriedAttempt, type Carrier } from './corpus';
export { PLACES, TODAY, worldWith } from './world';
export { attack, attackByOverride, attackObeyed, breachesOf, refusedOverride, type Result } from './attack';
export { breachesIn, printedAttempts, summedAttempts } from './table';
export { overrides, problemsWith, withOverride, type Override } from './overrides';
export { attackModel, type ObeyedResult } from './model-attack';
export { describeInjections } from './contract';
export { attackByDocument, attackModelByDocument } from './documents';
