/** Types between two objects: the plain one and, with companies, the primary one. */
interface Types {
  plain: number;
  primary?: number;
}

/** HubSpot's own types (Associations v4, https://developers.hubspot.com/docs/api/crm/associations, "Association type ID values"). */
const TYPES: Readonly<Record<string, Types>> = {
  'contacts/companies': { plain: 279, primary: 1 },
  'companies/contacts': { plain: 280, primary: 2 },
  'deals/companies': { plain: 341, primary: 5 },
  'companies/deals': { plain: 342, primary: 6 },
  'tickets/companies': { plain: 339, primary: 26 },
  'companies/tickets': { plain: 340, primary: 25 },
  'deals/contacts': { plain: 3 },
  'contacts/deals': { plain: 4 },
  'tickets/contacts': { plain: 16 },
  'contacts/tickets': { plain: 15 },
  'tickets/deals': { plain: 28 },
  'deals/tickets': { plain: 27 },
  ...activity('tasks', 204, 192, 216),
  ...activity('notes', 202, 190, 214),
  ...activity('calls', 194, 182, 206),
  ...activity('meetings', 200, 188, 212),
  ...activity('emails', 198, 186, 210),
};

/** The type of the other direction is the number before. */
function activity(object: string, contacts: number, companies: number, deals: number): Record<string, Types> {
  return Object.fromEntries(
    Object.entries({ contacts, companies, deals }).flatMap(([to, plain]) => [
      [`${object}/${to}`, { plain }],
      [`${to}/${object}`, { plain: plain - 1 }],
    ]),
  );
}

export interface Associated {
  toObjectId: string;
  typeIds: number[];
}

/** Associations between records, kept in both directions. */
export class Associations {
  private readonly links = new Map<string, Map<string, Set<number>>>();

  typesOf(from: string, to: string): Types | undefined {
    return TYPES[`${from}/${to}`];
  }

  of(from: string, id: string, to: string): Associated[] {
    const found = this.links.get(`${from}/${id}/${to}`) ?? new Map<string, Set<number>>();
    return [...found].map(([toObjectId, types]) => ({ toObjectId, typeIds: [...types] }));
  }

  primaryOf(from: string, id: string, to: string): string | undefined {
    const primary = this.typesOf(from, to)?.primary;
    return this.of(from, id, to).find(({ typeIds }) => primary !== undefined && typeIds.includes(primary))?.toObjectId;
  }

  /** The plain association, and the primary one where asked for: a record has one primary company. */
  add(from: string, id: string, to: string, toId: string, asPrimary: boolean): void {
    const [there, back] = [this.typesOf(from, to), this.typesOf(to, from)];
    if (!there || !back) throw new Error(`${from} and ${to} cannot be associated`);
    this.link(from, id, to, toId).add(there.plain);
    this.link(to, toId, from, id).add(back.plain);
    if (!asPrimary || there.primary === undefined) return;
    const before = this.primaryOf(from, id, to);
    if (before !== undefined) {
      this.link(from, id, to, before).delete(there.primary);
      this.link(to, before, from, id).delete(back.primary!);
    }
    this.link(from, id, to, toId).add(there.primary);
    this.link(to, toId, from, id).add(back.primary!);
  }

  remove(from: string, id: string, to: string, toId: string): void {
    this.links.get(`${from}/${id}/${to}`)?.delete(toId);
    this.links.get(`${to}/${toId}/${from}`)?.delete(id);
  }

  /** All of a record's associations, as [object, id] of the other side. */
  everyOf(from: string, id: string): [string, string][] {
    const prefix = `${from}/${id}/`;
    const targets = Object.keys(TYPES)
      .filter((pair) => pair.startsWith(`${from}/`))
      .map((pair) => pair.split('/')[1]!);
    return targets.flatMap((to) =>
      [...(this.links.get(`${prefix}${to}`)?.keys() ?? [])].map((toId): [string, string] => [to, toId]),
    );
  }

  private link(from: string, id: string, to: string, toId: string): Set<number> {
    const key = `${from}/${id}/${to}`;
    const all = this.links.get(key) ?? new Map<string, Set<number>>();
    this.links.set(key, all);
    const types = all.get(toId) ?? new Set<number>();
    all.set(toId, types);
    return types;
  }
}
