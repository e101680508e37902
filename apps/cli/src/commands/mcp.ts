import type { Command } from 'commander';
import { usageError } from '../exit-codes';
import { consoleAsSignedIn } from '../mcp/console-as-signed-in';
import type { Context } from './command-context';

export function mcpCommand(program: Command, { io }: Context): void {
  program
    .command('mcp')
    .description('serve playbook, deals, accounts and proposals to an assistant, over standard input and output (MCP)')
    .option('--company <slug>', 'the playbook with the overrides of this company')
    .addHelpText(
      'after',
      `
An assistant starts this by itself; docs/mcp.md has the settings for Cursor, Windsurf, LangChain and CrewAI. It acts as
whoever is signed in here (\`salesagent login\`), reads what they may read, and decides nothing.
Over HTTP the console serves the same at /mcp.`,
    )
    .action(async ({ company }: { company?: string }) => {
      if (!io.streams) throw usageError('There is no standard input to serve.', 'Start it from an assistant.');
      if (io.ask) io.err('Waiting for an assistant on standard input; Ctrl-C ends it.');
      // No other command needs them in memory.
      const { serveOverStdio } = await import('@salesagent/mcp');
      const { ownPlaybook } = await import('../playbook/on-files.js');
      const say = (text: string): void => io.err(text);
      await serveOverStdio(
        {
          console: consoleAsSignedIn(io, () => io.now()),
          playbook: ownPlaybook(io, company, say),
          log: (error) => say(error instanceof Error ? (error.stack ?? error.message) : String(error)),
        },
        io.streams,
      );
    });
}
