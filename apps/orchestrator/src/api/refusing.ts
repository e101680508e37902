import { HttpException } from '@nestjs/common';
import type { ProposalRefusal } from '../gate/proposals';
import type { ActRefused } from '../gate/two-people';

/** Answers a refusal with its status, code, words and remedy; anything else goes its way. */
export async function refusing<Code extends string, T>(
  refusal: new (code: Code, message: string, remedy?: string | null) => ActRefused<Code>,
  status: Readonly<Record<Code, number>>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof refusal)) throw error;
    const { code, message, remedy } = error;
    throw new HttpException({ code, message, remedy }, status[code]);
  }
}

/** What a proposal of one person, for a second to sign, is refused with, whatever it proposes. */
export const PROPOSAL_STATUS: Readonly<Record<ProposalRefusal<never>, number>> = {
  'same-person': 403,
  'unknown-proposal': 404,
  'nothing-changes': 409,
  'already-proposed': 409,
  rejected: 409,
};
