import type { Command } from 'commander';
import { companyLayer, type PlaybookFile } from '@salesagent/playbook';
import type { ConsoleApi } from '../console-api';
import {
  affectedByPlaybook,
  getPlaybook,
  proposePlaybook,
  rejectPlaybook,
  signPlaybook,
  type PlaybookAffected,
} from '../client/generated';
import { usageError } from '../exit-codes';
import { print } from '../output/io';
import * as text from '../output/playbook-publish-text';
import { rejectedText } from '../output/rejected-text';
import { withJson, type Context, type JsonOption } from './command-context';
import { words } from './options';
import { placeOf } from './playbook-place';

interface PublishOptions extends JsonOption {
  dir?: string;
  company?: string;
  reason?: string;
  dryRun?: boolean;
}

/** Putting a company's sections in force: what they change, which deals that concerns, and two signatures. */
export function playbookPublishCommands(playbook: Command, context: Context): void {
  const { io } = context;

  withJson(playbook.command('publish'))
    .description('propose the company’s sections; they are in force once a second person has signed them')
    .option('--dir <folder>', 'the playbooks folder (PLAYBOOKS_DIR, else ./playbooks)')
    .option('--company <slug>', 'the folder in companies/ (else that of the company that runs)')
    .option('--reason <text>', 'why, in a few words', words)
    .option('--dry-run', 'only say what would change and which records are affected')
    .addHelpText('after', HELP)
    .action(async (o: PublishOptions) => {
      if (!o.dryRun && o.reason === undefined)
        throw usageError('Say why with --reason.', 'Or look first: salesagent playbook publish --dry-run');
      const api = await context.api();
      const files = await filesOf(context, api, o);
      const affected = await api.call((client) => affectedByPlaybook({ client, body: { files } }));
      if (o.dryRun) return void print(io, o.json, affected, text.affectedText);
      const { subjects, deals } = affected;
      const body = { files, reason: o.reason!, affected: { subjects, deals } };
      const proposal = await api.call((client) => proposePlaybook({ client, body }));
      print(io, o.json, { proposal, affected }, (both) => text.proposedText(both));
    });

  withJson(playbook.command('sign <version>'))
    .description('put proposed sections in force, as another person than the one who proposed them')
    .option('--dry-run', 'only say what they change and which records are affected now')
    .action(async (version: string, o: JsonOption & { dryRun?: boolean }) => {
      const api = await context.api();
      if (o.dryRun) {
        const affected: PlaybookAffected = await api.call((client) =>
          affectedByPlaybook({ client, body: { version } }),
        );
        return void print(io, o.json, affected, text.affectedText);
      }
      print(io, o.json, await api.call((client) => signPlaybook({ client, body: { version } })), text.signedText);
    });

  withJson(playbook.command('reject <version>'))
    .description('say no to proposed sections, or withdraw your own; they can be signed no more')
    .requiredOption('--reason <text>', 'why, in a few words', words)
    .action(async (version: string, o: JsonOption & { reason: string }) => {
      const api = await context.api();
      const body = { version, reason: o.reason };
      const no = await api.call((client) => rejectPlaybook({ client, body }));
      print(io, o.json, no, () => rejectedText('Playbook', no));
    });

  withJson(playbook.command('show'))
    .description(
      'the playbook in force, what is the company’s own in it, and what waits for a signature or was rejected',
    )
    .action(async (o: JsonOption) => {
      const api = await context.api();
      print(io, o.json, await api.call((client) => getPlaybook({ client })), text.playbookText);
    });
}

const HELP = `
What is published takes the place of everything published before and of the company's folder: sections of stages 1 to 6
and of conduct, playbook.yaml, glossary.yaml and asked.yaml. Agents take it up without a restart. An empty folder
publishes the firm's playbook alone.

Examples:
  salesagent playbook publish --dry-run
  salesagent playbook publish --reason "two weeks of silence are too long for us"
  salesagent playbook sign 6d0c3d0a1f5be2c4 --dry-run`;

/** What the company has over the firm's playbook, from its folder. */
async function filesOf(context: Context, api: ConsoleApi, o: PublishOptions): Promise<PlaybookFile[]> {
  const running = (await api.call((client) => getPlaybook({ client }))).company;
  if (o.company !== undefined && o.company !== running)
    throw usageError(
      `The stack is ${running}’s, and --company is ${o.company}.`,
      'A company publishes its own playbook: give the address of its console with SALESAGENT_URL.',
    );
  const { dir } = placeOf(context, { ...(o.dir !== undefined && { dir: o.dir }) });
  return companyLayer(dir, running);
}
