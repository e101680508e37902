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
      if (property !== 'write') return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      const write: CrmConnector['write'] = async (wanted, writer) => {
        const { type, id, operation } = wanted;
        if (operation !== 'create' && !absent(type as ContractType, id)) own.mustHave(type, id);
        const result = await target.write(wanted, writer);
        if (operation === 'create') own.add(type, result.id);
        return result;
      };
      return write;
    },
  });
}
