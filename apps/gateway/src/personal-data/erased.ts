import type { ClientBase, Pool } from 'pg';
import { isSealed, type Sealed } from '@salesagent/canon/events';
import type { Mentions } from '@salesagent/sealing';

/** What stands where a personal value was. */
export const ERASED = '[erased]';

/** What stands where a change was that named an erased person. */
export const ERASED_CHANGE = { kind: 'erased' } as const;

/** Every sealed value in a JSON value, with the path to it. */
export function sealedIn(value: unknown, path = ''): { path: string; sealed: Sealed }[] {
  if (isSealed(value)) return [{ path, sealed: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => sealedIn(inner, path === '' ? name : `${path}.${name}`));
}

/** Whether one of these values belongs to a subject that was erased since it was sealed. */
export async function holdsErased(client: Pool | ClientBase, value: unknown): Promise<boolean> {
  const sealed = sealedIn(value).map((found) => found.sealed);
  if (sealed.length === 0) return false;
  const { rowCount } = await client.query(
    `select from vault.key k join unnest($1::text[], $2::int[]) as w(subject, key_version) using (subject, key_version)
     where k.key is null limit 1`,
    [sealed.map((s) => s.subject), sealed.map((s) => s.keyVersion)],
  );
  return rowCount === 1;
}

/** A JSON value without mentions of a person; the same value when there is none. Sealed values stay as they are. */
export function scrubbed(value: unknown, mentions: Mentions): unknown {
  if (typeof value === 'string') return mentions.in(value) ? (mentions.without(value, ERASED) ?? ERASED) : value;
  if (typeof value !== 'object' || value === null || isSealed(value)) return value;
  if (Array.isArray(value)) {
    const list = value.map((item) => scrubbed(item, mentions));
    return list.some((item, i) => item !== value[i]) ? list : value;
  }
  const entries = Object.entries(value).map(([name, item]) => [name, scrubbed(item, mentions)] as const);
  return entries.some(([name, item]) => item !== (value as Record<string, unknown>)[name])
    ? Object.fromEntries(entries)
    : value;
}
