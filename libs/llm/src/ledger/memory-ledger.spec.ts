import { ledgerContract } from '../../testing/ledger-contract';
import { MemoryLedger } from './memory-ledger';

describe('a ledger in memory', () => {
  ledgerContract(() => Promise.resolve(new MemoryLedger()));
});
