import { createHmac } from 'node:crypto';
import type { ClientBase, Pool } from 'pg';

/**
 * Something a person is known by: a record's id, an e-mail address, a name that an export calls them by; and what
 * speaks of them: their name in a text (`mention`), or a whole text.
 */
export interface Identity {
  kind: 'record' | 'email' | 'name' | 'mention' | 'text';
  value: string;
}

/**
 * Who was erased, as keyed hashes: whether somebody is among them can be asked by whoever knows the address already,
 * nobody can be read out of it. The key is in the vault, so a dump without the vault cannot even be guessed at.
 */
export class Tombstones {
  private static kept: { version: string; tombstones: Tombstones } | null = null;

  private constructor(
    private readonly key: Buffer,
    private readonly records: Map<string, string>,
  ) {}

  /** As they are now: the same ones again as long as nobody was erased since. They are read page by page of a CRM. */
  static async current(client: Pool | ClientBase): Promise<Tombstones> {
    const { key, version } = await stateOf(client);
    const { kept } = Tombstones;
    if (kept?.version === version && kept.tombstones.key.equals(key)) return kept.tombstones;
    const tombstones = await Tombstones.load(client);
    Tombstones.kept = { version, tombstones };
    return tombstones;
  }

  static async load(client: Pool | ClientBase): Promise<Tombstones> {
    const { key } = await stateOf(client);
    const { rows } = await client.query<{ hash: string; record: string }>(
      `select encode(hash, 'hex') as hash, record from vault.tombstone`,
    );
    return new Tombstones(key, new Map(rows.map(({ hash, record }) => [hash, record])));
  }

  get empty(): boolean {
    return this.records.size === 0;
  }

  /** The record (`contact/C1`) of the erased person known by this; undefined when nobody erased was. */
  recordOf(identity: Identity): string | undefined {
    return this.empty ? undefined : this.records.get(this.hash(identity).toString('hex'));
  }

  /** Remembers an erased person by what they were known by, in the caller's transaction. */
  async add(client: ClientBase, record: string, identities: readonly Identity[]): Promise<void> {
    const hashes = identities.map((identity) => this.hash(identity));
    await client.query(
      `insert into vault.tombstone (hash, record)
       select distinct on (h) h, $2 from unnest($1::bytea[]) as h on conflict do nothing`,
      [hashes, record],
    );
    const added = hashes.map((hash) => hash.toString('hex')).filter((hash) => !this.records.has(hash));
    for (const hash of added) this.records.set(hash, record);
    // The caller's transaction may not come to its end.
    if (Tombstones.kept?.tombstones === this) Tombstones.kept = null;
  }

  private hash({ kind, value }: Identity): Buffer {
    const normal = value.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
    return createHmac('sha256', this.key).update(`${kind}\n${normal}`).digest();
  }
}

/** The key, and what tells one state from another: they are added, in transactions that may fail, and never taken away. */
async function stateOf(client: Pool | ClientBase): Promise<{ key: Buffer; version: string }> {
  const { rows } = await client.query<{ key: Buffer; version: string }>(
    `select key, (select concat(count(*), ' ', max(erased_at)) from vault.tombstone) as version from vault.tombstone_key`,
  );
  if (!rows[0]) throw new Error('The vault has no key for tombstones: run the migration job.');
  return rows[0];
}
