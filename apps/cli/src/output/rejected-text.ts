import type { Rejection } from '../client/generated';
import { date } from './numbers';

/** A proposal of a policy or a playbook that somebody said no to. */
interface Rejected {
  version: string;
  by: string;
  proposedAt: string;
  reason: string;
  rejection: Rejection;
}

const told = ({ withdrawn, by, reason }: Rejection): string =>
  `${withdrawn ? 'withdrawn' : 'rejected'} by ${by}: ${reason}`;

/** What was just rejected. */
export const rejectedText = (what: 'Policy' | 'Playbook', { version, rejection }: Rejected): string =>
  `${what} ${version} is ${told(rejection)}\nIt can be signed no more; whoever still wants it proposes it again.`;

/** Those over what is in force, below what waits; nothing where there are none. */
export const rejectedLines = (rejected: readonly Rejected[]): string[] =>
  rejected.length === 0
    ? []
    : [
        '',
        'Rejected',
        ...rejected.flatMap(({ version, by, proposedAt, reason, rejection }) => [
          `${version}  proposed ${date(proposedAt)} by ${by}: ${reason}`,
          `    ${date(rejection.at)} ${told(rejection)}`,
        ]),
      ];
