import type { CrmConnector } from '../../src/index';
import type { ContractType } from '../contract';

/** Deals and people before the companies they belong to. */
export const REMOVAL_ORDER: readonly ContractType[] = ['opportunity', 'contact', 'account'];

/** The records that this run has made: the only ones it changes. */
export class OwnRecords {
  private readonly ids = new Map<string, Set<string>>();

  add(type: string, id: string): string {
    this.ids.set(type, this.idsOf(type).add(id));
    return id;
  }

  idsOf(type: string): Set<string> {
    return this.ids.get(type) ?? new Set();
  }

  /** @throws Error before anything of somebody else's is touched */
  mustHave(type: string, ...ids: readonly string[]): void {
    const other = ids.find((id) => !this.idsOf(type).has(id));
    if (other !== undefined) throw new Error(`${type}/${other} is not of this run and is left alone`);
  }
}

/**
 * The connector under test, which writes records of this run alone; what it creates is of the run from then on.
 * @param absent Whether there is certainly no such record, so that a write can only be refused.
 */
export function writingOwnRecords(
  connector: CrmConnector,
  own: OwnRecords,
  absent: (type: ContractType, id: string) => boolean,
): CrmConnector {
  return new Proxy(connector, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (property !== 'writeMany') return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      const writeMany: CrmConnector['writeMany'] = async (writes, writer, mayBegin) => {
        for (const { type, id, operation } of writes)
          if (operation !== 'create' && !absent(type as ContractType, id)) own.mustHave(type, id);
        const outcomes = await target.writeMany(writes, writer, mayBegin);
        for (const [at, { type, operation }] of writes.entries()) {
          const { result } = outcomes[at]!;
          if (operation === 'create' && result) own.add(type, result.id);
        }
        return outcomes;
      };
      return writeMany;
    },
  });
}
