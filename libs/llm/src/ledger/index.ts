export { dayOf } from './ledger';
export type { CallsSum, LedgerSums, SpendingBy, SpendingQuery, SpendingSum } from './ledger';
export { LEDGER_TABLES, ledgerReadGrants } from './postgres-schema';
export { PostgresLedgerSums } from './postgres-sums';
