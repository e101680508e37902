import { sha256Canonical } from '@salesagent/governance';

/** A row of a log as an auditor sees it: everything but where the database keeps it. Personal values are sealed. */
export interface AuditedEvent {
  id: string;
  type: string;
  version: number;
  stream: string;
  streamVersion: number;
  /** UTC to the microsecond, `2026-11-26T04:05:52.123456Z`; likewise `recordedAt`. */
  occurredAt: string;
  recordedAt: string;
  correlationId: string;
  causationId: string;
  actor: string | null;
  traceparent: string | null;
  data: unknown;
}

/** A link: which event, the digest of it, and the digest of the link before. */
export interface AuditLink {
  /** From 1, without gaps. */
  seq: number;
  /** Service whose log the event is in. */
  source: string;
  eventId: string;
  stream: string;
  type: string;
  recordedAt: string;
  /** sha256 of the canonical JSON of the event as it is sealed. */
  eventHash: string;
  /** Hash of the link before; of the first, {@link genesis}. */
  previous: string;
  /** sha256 of the canonical JSON of all the above. */
  hash: string;
}

/** What the first link of a company's chain stands on, so that no other company's chain can take its place. */
export function genesis(company: string): string {
  return sha256Canonical({ auditChain: 1, company });
}

export function eventHash(event: AuditedEvent): string {
  return sha256Canonical(event);
}

export function linkHash({ hash: _hash, ...link }: AuditLink): string {
  return sha256Canonical(link);
}

/** The link of an event behind `before`. */
export function linkTo(before: { seq: number; hash: string }, source: string, event: AuditedEvent): AuditLink {
  const link = {
    seq: before.seq + 1,
    source,
    eventId: event.id,
    stream: event.stream,
    type: event.type,
    recordedAt: event.recordedAt,
    eventHash: eventHash(event),
    previous: before.hash,
    hash: '',
  };
  return { ...link, hash: linkHash(link) };
}

/** What a person who recorded a break said of it: the data of `ChainContinued`. */
export interface ChainContinued {
  /** The newest signed head that is not on the chain. */
  lastHead: { seq: number; hash: string };
  /** The newest signed head that is on it; null when none is. */
  lastCommonHead: { seq: number; hash: string } | null;
  by: string;
  reason: string;
}
