/** Something that was refused or did not work, in words for the person, with what they can do about it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    /** Word for programs, as in the API's problems. */
    readonly code: string,
    message: string,
    readonly remedy: string | null = null,
  ) {
    super(message);
  }
}

/** Message and remedy of an error that was made to be read (the command line's own are too); else null. */
export function toldBy(error: unknown): { message: string; remedy: string | null } | null {
  if (!(error instanceof Error) || !('remedy' in error)) return null;
  const { message, remedy } = error as Error & { remedy: unknown };
  return { message, remedy: typeof remedy === 'string' ? remedy : null };
}

const UNFORESEEN =
  'This did not work, for a reason that nobody foresaw. The log of whoever runs this server says more.';

/** What an assistant is told of any error: nothing of what is inside. */
export function inWords(error: unknown): string {
  const told = toldBy(error);
  if (told === null) return UNFORESEEN;
  return [told.message, told.remedy].filter(Boolean).join('\n');
}
