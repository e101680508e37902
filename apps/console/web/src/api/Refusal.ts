/** The backend said no, or could not be reached (status 0). The message is meant for the person at the screen. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly code: string | null = null,
  ) {
    super(message);
    this.name = 'Refusal';
  }
}
