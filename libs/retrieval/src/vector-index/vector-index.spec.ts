import { MemoryVectorIndex, MemoryVectorServer } from '../../testing/memory-vector-index';
import { vectorIndexContract } from '../../testing/vector-index-contract';
import { DIMENSIONS } from '../../testing/vector-points';

describe('vectors in memory', () => {
  const shared = new MemoryVectorServer();
  vectorIndexContract({
    open: (owner) => Promise.resolve(new MemoryVectorIndex(shared, owner, DIMENSIONS)),
    severed: (owner) => {
      const server = new MemoryVectorServer();
      const kill = async (): Promise<void> => {
        server.down = await Promise.resolve(true);
      };
      const index = new MemoryVectorIndex(server, owner, DIMENSIONS);
      return Promise.resolve({ index, kill, address: 'memory:1', secrets: [] });
    },
  });
});
