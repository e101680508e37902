/** It passes: time-out, dropped connection, 5xx, 429, maintenance. Try again after `retryAfterMs`. */
export class CrmUnavailable extends Error {
  override readonly name = 'CrmUnavailable';
  constructor(
    message: string,
    readonly retryAfterMs: number,
    /** The request may have taken effect before it failed: find out before writing again. */
    readonly mayHaveHappened: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Within an adapter: `MayBegin` threw `cause`, so that the request was not sent. */
export class NotBegun extends Error {
  override readonly name = 'NotBegun';
  constructor(cause: unknown) {
    super('not sent', { cause });
  }

  /** @throws NotBegun */
  static async unless(mayBegin: (() => Promise<void>) | undefined): Promise<void> {
    await mayBegin?.().catch((error: unknown) => {
      throw new NotBegun(error);
    });
  }
}

/** Only a person can mend it: credentials, permission, scope, a field that is gone. */
export class CrmForbidden extends Error {
  override readonly name = 'CrmForbidden';
  constructor(
    message: string,
    /** The CRM's own error code. */
    readonly code: string,
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(`${message} → ${remedy}`, options);
    this.why = message;
  }

  /** The message without the remedy. */
  readonly why: string;
}

/** The cursor is older than what the CRM keeps: read everything again (`position`, then `backfill`). */
export class CursorExpired extends Error {
  override readonly name = 'CursorExpired';
}

/** A limit that does not begin anew soon is used up. */
export class QuotaExhausted extends Error {
  override readonly name = 'QuotaExhausted';
  constructor(
    readonly bucket: string,
    readonly resetsAt: Date | null,
  ) {
    super(
      `The CRM's limit "${bucket}" is used up${resetsAt ? ` until ${resetsAt.toISOString()}` : ''}; what people approved goes first, the rest waits.`,
    );
  }
}
