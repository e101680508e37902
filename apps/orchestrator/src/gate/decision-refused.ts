export type RefusalCode =
  | 'bad-request'
  | 'not-approver'
  | 'self-approval'
  | 'same-person'
  | 'unknown-action'
  | 'digest-mismatch'
  | 'not-open'
  | 'already-decided'
  | 'expired';

/** A decision that is not taken, with what to do instead. */
export class DecisionRefused extends Error {
  constructor(
    readonly code: RefusalCode,
    message: string,
    readonly state?: string,
  ) {
    super(message);
    this.name = 'DecisionRefused';
  }
}
