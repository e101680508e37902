import type { RecordType } from '@salesagent/canon/sales';
import type { CrmConnector, RecordState, StatePage } from '../port';

/** The last page of targets; a cursor of the CRM's own is never this. */
const FROM_FILE = 'mapping file';

/**
 * A connector that also holds the targets that stand in the mapping file, after those of the CRM where it has some. So
 * they are read, compared and forgotten like all else: a line that is gone is a target that is gone at the next full
 * reading or comparison.
 * @param targets the file's targets as of now
 */
export function withFileTargets(connector: CrmConnector, targets: () => readonly RecordState[]): CrmConnector {
  if (targets().length === 0) return connector;
  const inCrm = connector.types().includes('target');
  const types: readonly RecordType[] = inCrm ? connector.types() : [...connector.types(), 'target'];
  const overrides = {
    types: () => types,

    async backfill(type: RecordType, cursor: string | null): Promise<StatePage> {
      if (type !== 'target') return connector.backfill(type, cursor);
      if (inCrm && cursor !== FROM_FILE) {
        const page = await connector.backfill(type, cursor);
        return page.more ? page : { ...page, cursor: FROM_FILE, more: true };
      }
      return { states: [...targets()], cursor: FROM_FILE, more: false };
    },

    async read(type: RecordType, ids: readonly string[]): Promise<Map<string, RecordState>> {
      if (type !== 'target') return connector.read(type, ids);
      const inFile = new Map(targets().map((state) => [state.id, state]));
      const others = ids.filter((id) => !inFile.has(id));
      const found = inCrm && others.length > 0 ? await connector.read(type, others) : new Map<string, RecordState>();
      for (const id of ids) if (inFile.has(id)) found.set(id, inFile.get(id)!);
      return found;
    },
  };
  // Everything else is the connector's, whatever it offers.
  return Object.assign(Object.create(connector) as CrmConnector, overrides);
}
