/** A request that the reference does not allow: status and `google.rpc.Code`, as its page on errors lists them. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }

  /** Schema `rpcStatus` of the description. */
  get body(): object {
    const codes: Record<number, number> = { 400: 3, 401: 16, 404: 5, 413: 3, 414: 3, 429: 8 };
    return { code: codes[this.status] ?? 2, message: this.message, details: [] };
  }
}

export const invalid = (message: string): Refused => new Refused(400, message);
