import { readFileSync } from 'node:fs';
import type { JsonWebKey } from 'node:crypto';
import { publicKeyOf, signHead, type ChainContinued, type SignedHead } from '@salesagent/audit';
import { eventId } from '@salesagent/canon/events';
import type { EventStore } from '@salesagent/event-store';
import type { Clock } from '@salesagent/platform';
import type { AuditChain } from './chain';
import type { HeadsFile } from './heads-file';

/** When a head is signed: after so many links, or so long after the last one. */
export const SIGN_EVERY_LINKS = 100;
export const SIGN_EVERY_MS = 60_000;

/** There is no break to explain. */
export class NothingBroken extends Error {
  override readonly name = 'NothingBroken';
}

export interface NotaryOptions {
  store: EventStore;
  chain: AuditChain;
  clock: Clock;
  company: string;
  /** Null where no key is configured: then nothing is signed, and the status says so. */
  privateKeyFile: string | null;
  heads: HeadsFile;
}

/** A signed head that the chain no longer has, and the newest that it has. */
interface Break {
  lastHead: SignedHead;
  lastCommonHead: SignedHead | null;
}

/**
 * Signs where the chain stands, outside the database. While a head that was signed is not on the chain (a backup was
 * restored, or somebody wrote the chain anew) it signs nothing more, until a person has recorded why.
 */
export class Notary {
  private key: JsonWebKey | null | undefined;
  private last: { head: SignedHead | null } | null = null;
  private signedAt: Date | null = null;
  private broken: Break | null = null;

  constructor(private readonly options: NotaryOptions) {}

  /** Public half of the key that signs; null where none is configured. */
  publicKey(): JsonWebKey | null {
    const key = this.privateKey();
    return key && publicKeyOf(key);
  }

  /** Signs when it is time, or `now`. What is wrong, if anything, in words. */
  async sign(when: 'when due' | 'now' = 'when due'): Promise<string | null> {
    const { chain, clock, company, heads } = this.options;
    const key = this.privateKey();
    if (!key) return 'AUDIT_PRIVATE_KEY_FILE is not set: the chain is written, and nobody signs it.';
    const newest = await chain.head();
    this.last ??= { head: heads.read().at(-1) ?? null };
    const { head: last } = this.last;
    if (last && newest?.hash === last.hash) return this.noBreak();
    const due =
      when === 'now' ||
      this.signedAt === null ||
      (newest?.seq ?? 0) - (last?.seq ?? 0) >= SIGN_EVERY_LINKS ||
      clock.now().getTime() - this.signedAt.getTime() >= SIGN_EVERY_MS;
    if (!due && this.broken === null) return null;
    this.broken = await this.findBreak(last);
    if (this.broken) return brokenBy(this.broken);
    if (!newest) return null;
    const at = clock.now();
    const head = signHead({ company, ...newest, at: at.toISOString() }, key);
    heads.append(head);
    this.last = { head };
    this.signedAt = at;
    return null;
  }

  /** Records why heads lead nowhere; the chain goes on from there. @throws NothingBroken */
  async continue(by: string, reason: string): Promise<ChainContinued> {
    const { store, clock, heads } = this.options;
    const found = await this.findBreak(heads.read().at(-1) ?? null);
    if (!found) throw new NothingBroken('Every signed head is on the chain: there is no break to record.');
    const data: ChainContinued = {
      lastHead: named(found.lastHead),
      lastCommonHead: found.lastCommonHead && named(found.lastCommonHead),
      by,
      reason,
    };
    await store.append('audit', 'any', [
      {
        id: eventId(found.lastHead.hash, 'audit', 'ChainContinued'),
        type: 'ChainContinued',
        data,
        occurredAt: clock.now(),
        correlationId: 'audit',
        causationId: 'audit',
        actor: by,
      },
    ]);
    return data;
  }

  private noBreak(): null {
    this.broken = null;
    return null;
  }

  /** Null when the newest head is on the chain, or a link explains why it is not. */
  private async findBreak(last: SignedHead | null): Promise<Break | null> {
    const { chain, heads } = this.options;
    if (!last || (await chain.has(last)) || (await this.isExplained(last))) return null;
    for (const head of heads.read().reverse()) {
      if (await chain.has(head)) return { lastHead: last, lastCommonHead: head };
    }
    return { lastHead: last, lastCommonHead: null };
  }

  /** Only what is linked explains: the head that is signed next then stands on it. */
  private async isExplained({ seq, hash }: SignedHead): Promise<boolean> {
    const { rowCount } = await this.options.store.pool.query(
      `select from orchestrator.event e join orchestrator.audit_link l on l.source = 'orchestrator' and l.event_id = e.id
       where e.stream = 'audit' and e.type = 'ChainContinued'
         and e.data->'lastHead'->>'hash' = $1 and (e.data->'lastHead'->>'seq')::bigint = $2`,
      [hash, seq],
    );
    return (rowCount ?? 0) > 0;
  }

  private privateKey(): JsonWebKey | null {
    const file = this.options.privateKeyFile;
    if (this.key === undefined)
      this.key = file === null ? null : (JSON.parse(readFileSync(file, 'utf8')) as JsonWebKey);
    return this.key;
  }
}

const named = ({ seq, hash }: SignedHead): { seq: number; hash: string } => ({ seq, hash });

function brokenBy({ lastHead, lastCommonHead }: Break): string {
  const common = lastCommonHead ? `link ${lastCommonHead.seq} is the last that is` : 'none is';
  return (
    `The head signed at ${lastHead.at} over link ${lastHead.seq} is not on the chain (${common}): the database was put back ` +
    'to an earlier state, or the chain was written anew. No head is signed until a person has recorded why: ' +
    '`salesagent audit continue --reason TEXT`.'
  );
}
