import type { AuditVerification } from '@salesagent/audit';

/** `2026-11-25 21:04:05 UTC` */
const instant = (value: string): string => `${value.slice(0, 19).replace('T', ' ')} UTC`;
const many = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;

export function verificationText(v: AuditVerification): string {
  const { links, signedUpTo, breaks, problems } = v;
  const unsigned = links - (signedUpTo?.seq ?? 0);
  const keys = v.keys.map((key) => key.slice(0, 16)).join(', ');
  return [
    `Audit chain of ${v.company ?? '?'}: ${many(links, 'link')}, ${many(v.headsOnChain, 'signed head')} on it.`,
    ...(signedUpTo
      ? [
          `Signed up to link ${signedUpTo.seq}, ${instant(signedUpTo.at)}, by the key ${keys}` +
            (v.keysGiven ? '.' : ', which is the one the export brings: give the key you trust with --key.'),
        ]
      : []),
    ...(unsigned > 0 && links > 0 ? [`${many(unsigned, 'link')} after that, not signed yet.`] : []),
    ...breaks.map(
      (b) =>
        `BREAK, recorded by ${b.by} in link ${b.seq} on ${instant(b.recordedAt)}: what was signed after link ${b.after} ` +
        `(${many(b.heads, 'head')}) is not on the chain. Reason: ${b.reason}`,
    ),
    ...problems.map(({ line, message }) => `✗ ${line === null ? '' : `line ${line}: `}${message}`),
    problems.length === 0 ? 'VALID' : `NOT VALID: ${many(problems.length, 'problem')}`,
  ].join('\n');
}
