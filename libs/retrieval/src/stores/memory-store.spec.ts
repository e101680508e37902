import { passageStoreContract } from '../../testing/store-contract';
import { MemoryStore } from './memory-store';

describe('passages in memory', () => passageStoreContract(() => Promise.resolve(new MemoryStore())));
