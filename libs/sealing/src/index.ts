export { vaultDdl, vaultGrants } from './ddl';
export { Sealer, type SealerOptions, type ToSeal } from './sealer';
