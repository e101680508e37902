import type { Pool } from 'pg';
import { isSealed, type Sealed } from '@salesagent/canon/events';
import type { Sealer } from '@salesagent/sealing';
import type { Reference } from '../api/reference.schema';

export interface Person {
  id: string;
  name: string | null;
  role: string | null;
  managerId: string | null;
  region: string | null;
  active: boolean | null;
  email: Sealed | string | null;
}

export interface Product {
  id: string;
  name: string | null;
  listPrice: number | null;
}

/** People and products of the company by id: few enough to be read whole, needed by every page for names. */
export class Directory {
  constructor(
    readonly people: ReadonlyMap<string, Person>,
    readonly products: ReadonlyMap<string, Product>,
  ) {}

  person(id: unknown): Reference | null {
    if (typeof id !== 'string') return null;
    return { id, name: this.people.get(id)?.name ?? null };
  }

  /** The person, or up the line the first manager who has not left; null where nobody is left. */
  personHere(id: unknown): Reference | null {
    const seen = new Set<unknown>();
    for (let at = id; typeof at === 'string' && !seen.has(at); at = this.people.get(at)?.managerId) {
      seen.add(at);
      if (this.people.get(at)?.active !== false) return this.person(at);
    }
    return null;
  }

  product(id: unknown): Reference | null {
    if (typeof id !== 'string') return null;
    return { id, name: this.products.get(id)?.name ?? null };
  }

  /** The name of whoever did something; the id where no name is known. */
  nameOf(id: unknown): string {
    if (typeof id !== 'string') return 'nobody';
    // The local issuer names an imported person `person:{id}`.
    return this.people.get(id.replace(/^person:/, ''))?.name ?? id;
  }
}

type Fields = Record<string, unknown>;
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export async function loadDirectory(pool: Pool, sealer: Sealer): Promise<Directory> {
  const { rows } = await pool.query<{ type: string; id: string; fields: Fields }>(
    `select record_type as type, record_id as id, fields from console.mirror where record_type in ('person', 'product')`,
  );
  const sealed = rows.map((r) => r.fields['name']).filter(isSealed);
  const opened = await sealer.openMany(sealed);
  const names = new Map(sealed.map((s, i) => [s, opened[i] ?? null]));
  const nameOf = (value: unknown): string | null => (isSealed(value) ? (names.get(value) ?? null) : text(value));
  const people = new Map<string, Person>();
  const products = new Map<string, Product>();
  for (const { type, id, fields } of rows) {
    const name = nameOf(fields['name']);
    if (type === 'product') {
      const listPrice = typeof fields['listPrice'] === 'number' ? fields['listPrice'] : null;
      products.set(id, { id, name, listPrice });
      continue;
    }
    people.set(id, {
      id,
      name,
      role: text(fields['role']),
      managerId: text(fields['managerId']),
      region: text(fields['region']),
      active: typeof fields['active'] === 'boolean' ? fields['active'] : null,
      email: (fields['email'] as Sealed | string | undefined) ?? null,
    });
  }
  return new Directory(people, products);
}

/** Names of accounts by id. */
export async function accountNames(pool: Pool, ids: readonly (string | null)[]): Promise<Map<string, string | null>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  if (wanted.length === 0) return new Map();
  const { rows } = await pool.query<{ id: string; name: string | null }>(
    `select record_id as id, fields->>'name' as name from console.mirror
     where record_type = 'account' and record_id = any($1)`,
    [wanted],
  );
  return new Map(rows.map((r) => [r.id, r.name]));
}
