import type { Rejection } from '../api/generated/types.gen';

/** A policy or a playbook that one person proposed for a second to sign. */
export interface Proposed {
  proposalId: string;
  version: string;
  replaces: string;
  by: string;
  proposedAt: string;
  reason: string;
}

export interface Rejected extends Proposed {
  rejection: Rejection;
}
