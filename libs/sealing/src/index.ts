export { vaultDdl, vaultGrants } from './ddl';
export { Mentions, type Known } from './mentions';
export { namedIn, type Somebody } from './named-in';
export { eraseKeys, QUARANTINE_SECONDS, Sealer, type Opened, type SealerOptions, type ToSeal } from './sealer';
export { Tombstones, type Identity } from './tombstones';
