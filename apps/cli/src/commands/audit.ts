import type { Command } from 'commander';
import { AuditVerifier } from '@salesagent/audit';
import { fileLines, runningLines, writeLines } from '../audit/audit-lines';
import { headsIn, keyOfHome, keysIn } from '../audit/trusted';
import { continueAudit } from '../client/generated';
import { CliError, EXIT } from '../exit-codes';
import { verificationText } from '../output/audit-text';
import { print } from '../output/io';
import { withJson, type Context, type JsonOption } from './command-context';
import { words } from './options';

interface VerifyOptions extends JsonOption {
  key?: string[];
  heads?: string;
}

/** The hash chain over what was decided: taking it away, and checking it. */
export function auditCommands(program: Command, context: Context): void {
  const { io } = context;
  const audit = program.command('audit').description('the hash chain over what was decided, and whether it is whole');

  withJson(audit.command('export'))
    .description('the chain with the rows of the logs (personal values sealed) and the signed heads, as JSON Lines')
    .requiredOption('--output <file>', 'write it to this file')
    .action(async ({ output, json }: JsonOption & { output: string }) => {
      const links = await writeLines(runningLines(await context.api()), output, io.cwd);
      print(io, json, { file: output, links }, () => `Wrote ${output}: ${links} links`);
    });

  withJson(audit.command('verify [file]'))
    .description(
      'recompute the chain, hold it against the logs, the signatures and the heads; without a file: of the running stack',
    )
    .option('--key <file...>', 'public key to trust (JWK), instead of the one in the export; former ones as well')
    .option('--heads <file>', 'signed heads kept elsewhere, to be held against the chain too')
    .addHelpText(
      'after',
      `
Of the running stack, rows of the logs are compared as they are now; of a file, as they were when it was written.
A file needs no stack. Whatever is wrong is named, and the command ends with ${EXIT.failed}.

Examples:
  salesagent audit verify
  salesagent audit export --output audit.jsonl
  salesagent audit verify audit.jsonl --key audit-public.jwk --heads heads-of-last-month.jsonl`,
    )
    .action(async (file: string | undefined, { json, key, heads }: VerifyOptions) => {
      const verifier = new AuditVerifier({
        keys: key ? keysIn(key, io.cwd) : file === undefined ? keyOfHome(io) : [],
        heads: heads === undefined ? [] : headsIn(heads, io.cwd),
      });
      const lines = file === undefined ? runningLines(await context.api()) : fileLines(file, io.cwd);
      for await (const line of lines) verifier.line(line);
      const result = verifier.end();
      print(io, json, result, verificationText);
      if (result.valid) return;
      const restored = result.problems.some(({ code }) => code === 'head-ahead' || code === 'head-not-on-chain');
      throw new CliError(
        EXIT.failed,
        'The audit chain is not valid.',
        restored
          ? 'If a backup was restored on purpose, record it: `salesagent audit continue --reason TEXT`. If not, somebody changed the database.'
          : 'docs/runbooks/audit.md says what each finding means.',
        'not-valid',
      );
    });

  withJson(audit.command('continue'))
    .description('record why signed heads are not on the chain, after a backup was restored; the chain then goes on')
    .requiredOption('--reason <text>', 'what happened, without a name; it stays in the chain for good', words)
    .action(async ({ json, reason }: JsonOption & { reason: string }) => {
      const api = await context.api();
      const done = await api.call((client) => continueAudit({ client, body: { reason } }));
      print(io, json, done, ({ lastHead, lastCommonHead }) =>
        [
          `Recorded: what was signed up to link ${lastHead.seq} is not on the chain after link ${lastCommonHead?.seq ?? 0}.`,
          'The chain goes on and is signed again.',
        ].join('\n'),
      );
    });
}
