/** What a script can learn from how the command ended. Documented in docs/reference/cli.md. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  notReachable: 3,
  notPermitted: 4,
  notFound: 5,
  conflict: 6,
  notReady: 7,
  notKnown: 8,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_MEANINGS: Record<keyof typeof EXIT, string> = {
  ok: 'It worked.',
  failed: 'It was tried and failed; the message says why. `eval`: a kind does not reach what its cases demand.',
  usage: 'The command was called wrongly: an unknown option, a missing file, a value that is not accepted.',
  notReachable: 'The console or a service behind it does not answer.',
  notPermitted: 'Not signed in, or the role does not allow it.',
  notFound: 'There is no such record, proposal or action that you can see.',
  conflict: 'It changed meanwhile, was decided already or is there already: look again.',
  notReady: '`status`: the stack runs, but has not caught up (within the time given by `--wait`).',
  notKnown: '`playbook search`: no passage answers the question.',
};

/** An error the command line reports as it is: message, remedy, exit code. */
export class CliError extends Error {
  override readonly name = 'CliError';

  constructor(
    readonly exitCode: ExitCode,
    message: string,
    readonly remedy: string | null = null,
    /** Word for programs, as in the API's problems. */
    readonly code: string = 'failed',
  ) {
    super(message);
  }
}

export const usageError = (message: string, remedy: string | null = null): CliError =>
  new CliError(EXIT.usage, message, remedy, 'usage');
