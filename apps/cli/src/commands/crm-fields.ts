import { MEDDICC_LETTERS, type MeddiccLetter } from '@salesagent/canon/sales';
import { InvalidArgumentError, type Command } from 'commander';
import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { approveCrmFields, getCrmFields, requestCrmFields } from '../client/generated';
import { CliError, EXIT, usageError } from '../exit-codes';
import { crmFieldsText, fieldsMadeText, fieldsRequestedText } from '../output/crm-fields-text';
import { print, type Io } from '../output/io';
import { withJson, type Context, type JsonOption } from './command-context';
import { words } from './options';

/** Fields of MEDDICC that a CRM does not have: one person asks for them, a second approves, and gateway makes them. */
export function crmFieldsCommands(program: Command, context: Context): void {
  const { io } = context;
  const crm = program.commands.find((command) => command.name() === 'crm')!;
  const fields = crm.command('fields').description('fields of MEDDICC in the CRM, and having those made that it lacks');

  withJson(fields.command('list', { isDefault: true }))
    .description('each letter of MEDDICC with the field it is read from, and requests for those it lacks')
    .action(async ({ json }: JsonOption) => {
      const api = await context.api();
      print(io, json, await api.call((client) => getCrmFields({ client })), crmFieldsText);
    });

  withJson(fields.command('request'))
    .description('ask for the fields that are missing; a second person approves')
    .requiredOption('--reason <text>', 'why, in a few words', words)
    .option('--letter <letter...>', `only these: ${MEDDICC_LETTERS.join(', ')}`, letters)
    .action(async (o: JsonOption & { reason: string; letter?: MeddiccLetter[] }) => {
      const api = await context.api();
      const body = { reason: o.reason, ...(o.letter ? { letters: o.letter } : {}) };
      print(io, o.json, await api.call((client) => requestCrmFields({ client, body })), fieldsRequestedText);
    });

  withJson(fields.command('approve <request>'))
    .description('approve a request as a second person, and have its fields made; approved already, it is tried again')
    .option('--output <file>', 'write the lines for the mapping file to this file')
    .addHelpText('after', '\nThe mapping file is not touched: the lines to add are printed.')
    .action(async (requestId: string, o: JsonOption & { output?: string }) => {
      if (o.output !== undefined) mustBeWritable(io, o.output);
      const api = await context.api();
      const made = await api.call((client) => approveCrmFields({ client, body: { requestId } }));
      if (o.output !== undefined && made.lines.length > 0)
        io.writeFile(resolve(io.cwd, o.output), `${made.lines.join('\n')}\n`);
      print(io, o.json, made, (answer) => fieldsMadeText(answer, o.output));
      const left = made.fields.filter(({ why }) => why !== undefined);
      if (left.length === 0) return;
      const names = left.map(({ name }) => name).join(', ');
      throw new CliError(EXIT.failed, `Not as asked for: ${names}.`, 'The remedies stand beside them.', 'not-made');
    });
}

/** Asked before anything is approved: the mapping file itself may have been named, or a folder that is not there. */
function mustBeWritable(io: Io, file: string): void {
  const path = resolve(io.cwd, file);
  if (statSync(path, { throwIfNoEntry: false })) {
    const remedy = 'Nothing is written over, and nothing was approved: give a new file with --output.';
    throw new CliError(EXIT.conflict, `${file} is there already.`, remedy, 'is-there');
  }
  const remedy = 'Nothing was approved: make the folder, or give a file elsewhere with --output.';
  if (!statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory())
    throw usageError(`There is no folder for ${file}.`, remedy);
  try {
    accessSync(dirname(path), constants.W_OK);
  } catch {
    throw usageError(`You may not write into the folder of ${file}.`, remedy);
  }
}

function letters(value: string, before: MeddiccLetter[] = []): MeddiccLetter[] {
  const found = MEDDICC_LETTERS.find((letter) => letter.toLowerCase() === value.toLowerCase());
  if (!found) throw new InvalidArgumentError(`There are: ${MEDDICC_LETTERS.join(', ')}.`);
  return [...before, found];
}
