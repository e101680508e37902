import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Entry {
  payload: AdapterPayload;
  /** Milliseconds since the epoch; null for what does not expire. */
  expiresAt: number | null;
}

/** Sessions, grants and refresh tokens of the local provider, kept in one file so that a restart signs nobody out. */
export class IdentityState {
  private readonly entries: Map<string, Entry>;
  private pending: NodeJS.Timeout | null = null;

  constructor(private readonly file: string) {
    const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as [string, Entry][]) : [];
    this.entries = new Map(kept.filter(([, entry]) => !hasExpired(entry)));
  }

  get(key: string): AdapterPayload | undefined {
    const entry = this.entries.get(key);
    return entry && !hasExpired(entry) ? entry.payload : undefined;
  }

  set(key: string, payload: AdapterPayload, expiresIn: number | undefined): void {
    this.entries.set(key, { payload, expiresAt: expiresIn ? Date.now() + expiresIn * 1_000 : null });
    this.saveSoon();
  }

  delete(key: string): void {
    if (this.entries.delete(key)) this.saveSoon();
  }

  find(prefix: string, matches: (payload: AdapterPayload) => boolean): AdapterPayload | undefined {
    for (const [key, entry] of this.entries) {
      if (key.startsWith(prefix) && !hasExpired(entry) && matches(entry.payload)) return entry.payload;
    }
    return undefined;
  }

  deleteWhere(matches: (payload: AdapterPayload) => boolean): void {
    for (const [key, { payload }] of this.entries) if (matches(payload)) this.entries.delete(key);
    this.saveSoon();
  }

  /** Writes what is pending at once: when the process ends. */
  save(): void {
    if (this.pending) clearTimeout(this.pending);
    this.pending = null;
    const partial = `${this.file}.partial`;
    const live = [...this.entries].filter(([, entry]) => !hasExpired(entry));
    writeFileSync(partial, JSON.stringify(live), { mode: 0o600 });
    renameSync(partial, this.file);
  }

  private saveSoon(): void {
    this.pending ??= setTimeout(() => this.save(), 200);
  }
}

function hasExpired({ expiresAt }: Entry): boolean {
  return expiresAt !== null && expiresAt < Date.now();
}

/** What oidc-provider stores a model by. */
export function adapterOn(state: IdentityState): (model: string) => Adapter {
  return (model) => {
    const key = (id: string) => `${model}:${id}`;
    return {
      upsert: async (id, payload, expiresIn) => state.set(key(id), payload, expiresIn),
      find: async (id) => state.get(key(id)),
      findByUid: async (uid) => state.find(`${model}:`, (payload) => payload.uid === uid),
      findByUserCode: async (code) => state.find(`${model}:`, (payload) => payload.userCode === code),
      destroy: async (id) => state.delete(key(id)),
      revokeByGrantId: async (grantId) => state.deleteWhere((payload) => payload.grantId === grantId),
      consume: async (id) => {
        const payload = state.get(key(id));
        if (payload) payload.consumed = Math.floor(Date.now() / 1_000);
      },
    };
  };
}
