import { generateKeyPairSync } from 'node:crypto';
import { signHead, type SignedHead } from './head';
import { genesis, linkHash, linkTo, type AuditedEvent, type AuditLink } from './link';
import type { AuditLine } from './lines';
import { AuditVerifier, type VerifierOptions } from './verifier';

const keyPair = () => generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
const KEY = keyPair();
const COMPANY = 'acme';

const decision = (n: number, data: unknown = { by: 'anna', n }): AuditedEvent => ({
  id: `event-${n}`,
  type: 'ActionApproved',
  version: 1,
  stream: `stalled-deal-alert:opportunity/o${n}:1`,
  streamVersion: 3,
  occurredAt: '2026-11-26T04:05:52.123456Z',
  recordedAt: '2026-11-26T04:05:52.123456Z',
  correlationId: 'c',
  causationId: 'c',
  actor: 'anna',
  traceparent: null,
  data,
});

interface Row {
  link: AuditLink;
  event: AuditedEvent | null;
}

function chain(events: readonly AuditedEvent[], after = { seq: 0, hash: genesis(COMPANY) }): Row[] {
  const rows: Row[] = [];
  for (const event of events) rows.push({ link: linkTo(rows.at(-1)?.link ?? after, 'orchestrator', event), event });
  return rows;
}

const ten = (): Row[] => chain(Array.from({ length: 10 }, (_, i) => decision(i + 1)));
const headOf = ({ link }: Row, key = KEY): SignedHead =>
  signHead({ company: COMPANY, seq: link.seq, hash: link.hash, at: '2026-11-26T05:00:00.000Z' }, key);

function exported(rows: readonly Row[], heads: readonly SignedHead[]): string[] {
  const { d: _secret, ...publicKey } = KEY;
  const lines: AuditLine[] = [
    { kind: 'chain', format: 1, company: COMPANY, exportedAt: '2026-11-26T06:00:00Z', publicKey: publicKey as never },
    ...heads.map((head) => ({ kind: 'head' as const, head })),
    ...rows.map((row) => ({ kind: 'link' as const, ...row })),
    { kind: 'end', links: rows.length, heads: heads.length },
  ];
  return lines.map((line) => JSON.stringify(line));
}

function verify(lines: readonly string[], options: VerifierOptions = {}) {
  const verifier = new AuditVerifier(options);
  for (const line of lines) verifier.line(line);
  return verifier.end();
}
const found = (lines: readonly string[], options?: VerifierOptions) =>
  verify(lines, options).problems.map(({ code, seq }) => [code, seq]);

describe('a chain as it was exported', () => {
  it('is valid, and says how far it is signed for', () => {
    const rows = ten();
    expect(verify(exported(rows, [headOf(rows[4]!), headOf(rows[8]!)]))).toMatchObject({
      valid: true,
      links: 10,
      headsOnChain: 2,
      signedUpTo: { seq: 9 },
      keysGiven: false,
      problems: [],
    });
  });

  it('says of a chain without heads that its owner could write another', () => {
    expect(found(exported(ten(), []))).toEqual([['no-heads', null]]);
  });
});

describe('what somebody changed is named', () => {
  it('an event: the link whose row it is', () => {
    const rows = ten();
    rows[3]!.event = decision(4, { by: 'mallory', n: 4 });
    const [problem, ...others] = verify(exported(rows, [headOf(rows[9]!)])).problems;
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: 'row-changed', seq: 4, line: 6 });
    expect(problem?.message).toContain('ActionApproved event-4');
  });

  it('a row that is gone', () => {
    const rows = ten();
    rows[6]!.event = null;
    expect(found(exported(rows, [headOf(rows[9]!)]))).toEqual([['row-missing', 7]]);
  });

  it('a link', () => {
    const rows = ten();
    rows[2]!.link = { ...rows[2]!.link, recordedAt: '2020-01-01T00:00:00.000000Z' };
    expect(found(exported(rows, [headOf(rows[9]!)]))).toEqual([['link-changed', 3]]);
  });

  it('a link with its hash made anew: the next one does not follow', () => {
    const rows = ten();
    const forged = { ...rows[2]!.link, recordedAt: '2020-01-01T00:00:00.000000Z' };
    rows[2]!.link = { ...forged, hash: linkHash(forged) };
    expect(found(exported(rows, [headOf(rows[9]!)]))).toEqual([['chain-broken', 4]]);
  });

  it('links that are missing', () => {
    const rows = ten();
    const [before, after] = [rows.slice(0, 3), rows.slice(5)];
    expect(found(exported([...before, ...after], [headOf(rows[9]!)]))).toEqual([['link-missing', 4]]);
  });

  it('a chain written anew from a changed event on: a head is not on it', () => {
    const rows = ten();
    const forged = chain(rows.map(({ event }, i) => (i === 3 ? decision(4, { by: 'mallory' }) : event!)));
    expect(found(exported(forged, [headOf(rows[2]!), headOf(rows[7]!)]))).toEqual([['head-not-on-chain', 8]]);
  });

  it('the tail of the chain', () => {
    const rows = ten();
    expect(found(exported(rows.slice(0, 6), [headOf(rows[9]!)]))).toEqual([['head-ahead', 10]]);
  });

  it('the tail of the file', () => {
    const rows = ten();
    const lines = exported(rows, [headOf(rows[9]!)]);
    expect(found(lines.slice(0, 8))).toEqual([['file-cut', null]]);
    expect(found([...lines.slice(0, 8), lines.at(-1)!])).toEqual([
      ['file-cut', null],
      ['head-ahead', 10],
    ]);
  });

  it('a head, and one that another key signed', () => {
    const rows = ten();
    const changed = { ...headOf(rows[9]!), at: '2026-11-27T05:00:00.000Z' };
    expect(found(exported(rows, [changed, headOf(rows[4]!)]))).toEqual([['head-forged', 10]]);
    expect(found(exported(rows, [headOf(rows[9]!, keyPair()), headOf(rows[4]!)]))).toEqual([['head-unknown-key', 10]]);
  });

  it('the whole of it, signed by a key of the forger: found by who brings the true key or an old head', () => {
    const forger = keyPair();
    const forged = chain([decision(1), decision(2, { by: 'mallory' })]);
    const lines = exported(forged, [headOf(forged[1]!, forger)]);
    lines[0] = lines[0]!.replace(KEY.x!, forger.x!);
    expect(verify(lines)).toMatchObject({ valid: true, keysGiven: false });
    expect(found(lines, { keys: [KEY] })).toContainEqual(['head-unknown-key', 2]);
    const kept = headOf(chain([decision(1), decision(2)])[1]!);
    expect(found(lines, { keys: [KEY, forger], heads: [kept] })).toEqual([['head-not-on-chain', 2]]);
  });

  it('a row put in behind the chain', () => {
    const lines = exported(ten(), []);
    const row = { kind: 'unlinked', source: 'gateway', eventId: 'x', type: 'ActionUndone', recordedAt: 'then' };
    expect(found([...lines.slice(0, -1), JSON.stringify(row), lines.at(-1)!])[0]).toEqual(['row-unlinked', null]);
  });

  it('anything that is no export', () => {
    expect(found(['{"id":"e"}'])).toEqual([
      ['unreadable-line', null],
      ['not-an-export', null],
    ]);
  });
});

describe('a database put back to an earlier state', () => {
  const lost = ten();
  const heads = [headOf(lost[4]!), headOf(lost[7]!), headOf(lost[9]!)];
  const kept = lost.slice(0, 6);
  const other = (n: number) => decision(100 + n);
  const went = [...kept, ...chain([other(1), other(2)], kept.at(-1)!.link)];

  it('shows as heads ahead of the chain, and as heads that are not on it when it went on', () => {
    expect(found(exported(went, heads))).toEqual([
      ['head-not-on-chain', 8],
      ['head-ahead', 10],
    ]);
  });

  it('is explained by the link that a person recorded for it, and by no other', () => {
    const continued = (lastHead: { seq: number; hash: string }): Row[] => {
      const data = {
        lastHead,
        lastCommonHead: { seq: 5, hash: lost[4]!.link.hash },
        by: 'vera',
        reason: 'disk lost, backup of the night restored',
      };
      const event = { ...decision(200, data), type: 'ChainContinued', stream: 'audit' };
      return [...went, ...chain([event, other(3), other(4)], went.at(-1)!.link)];
    };
    const rows = continued({ seq: 10, hash: lost[9]!.link.hash });
    const later = headOf(rows.at(-1)!);
    expect(verify(exported(rows, [...heads, later]))).toMatchObject({
      valid: true,
      headsOnChain: 2,
      breaks: [{ seq: 9, by: 'vera', after: 5, heads: 2, reason: 'disk lost, backup of the night restored' }],
    });
    const wrong = continued({ seq: 8, hash: lost[7]!.link.hash });
    expect(found(exported(wrong, [...heads, headOf(wrong.at(-1)!)]))).toEqual([['head-not-on-chain', 10]]);
  });
});
