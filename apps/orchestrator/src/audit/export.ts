import type { AuditedEvent, AuditedLog, AuditLine } from '@salesagent/audit';
import type { Clock } from '@salesagent/platform';
import type { Pool } from 'pg';
import type { AuditChain } from './chain';
import type { HeadsFile } from './heads-file';
import type { Notary } from './notary';

const LINKS_AT_ONCE = 500;

export interface ExportParts {
  pool: Pool;
  chain: AuditChain;
  heads: HeadsFile;
  notary: Notary;
  clock: Clock;
  company: string;
}

/**
 * The chain as lines of `libs/audit`: each link with the row of the log as it is now, so that whoever verifies the
 * export has held the log against the chain. Heads are read before the chain, or one signed meanwhile would seem to be
 * ahead of it.
 */
export async function* exportLines(parts: ExportParts): AsyncGenerator<AuditLine> {
  const { pool, chain, heads, notary, clock, company } = parts;
  const signed = heads.read();
  const followed = await chain.cursors();
  const { seq: end } = (await chain.head()) ?? { seq: 0 };
  yield {
    kind: 'chain',
    format: 1,
    company,
    exportedAt: clock.now().toISOString(),
    publicKey: notary.publicKey() as Extract<AuditLine, { kind: 'chain' }>['publicKey'],
  };
  for (const head of signed) yield { kind: 'head', head };
  let links = 0;
  for (let from = 1; from <= end; from += LINKS_AT_ONCE) {
    const page = await chain.links(from, Math.min(from + LINKS_AT_ONCE - 1, end));
    const rows = new Map<string, Map<string, AuditedEvent>>();
    for (const source of new Set(page.map((link) => link.source))) {
      const ids = page.filter((link) => link.source === source).map(({ eventId }) => eventId);
      rows.set(source, await chain.trails.rows(pool, source as AuditedLog, ids));
    }
    for (const link of page) {
      links += 1;
      yield { kind: 'link', link, event: rows.get(link.source)?.get(link.eventId) ?? null };
    }
  }
  for (const { source, event } of await chain.trails.unlinked(pool, followed)) {
    const { id, type, recordedAt } = event;
    yield { kind: 'unlinked', source, eventId: id, type, recordedAt };
  }
  yield { kind: 'end', links, heads: signed.length };
}
