import type { Command } from 'commander';
import { endAbsence, listAbsences, setAbsence, type Absence, type Absences } from '../client/generated';
import { date } from '../output/numbers';
import { print } from '../output/io';
import { table } from '../output/tables';
import { withJson, type Context, type JsonOption } from './command-context';
import { day } from './options';

type SetOptions = JsonOption & { from: string; until: string; delegate?: string };

/** Who is away, and who decides meanwhile. */
export function awayCommands(program: Command, context: Context): void {
  const { io } = context;
  const away = program.command('away').description('who is away, and who decides meanwhile');

  withJson(away.command('list'))
    .description('who is away now or will be')
    .action(async ({ json }: JsonOption) => {
      const api = await context.api();
      print(io, json, await api.call((client) => listAbsences({ client })), listText);
    });

  withJson(away.command('set'))
    .argument('<person>', 'person id: yourself, or somebody of your team')
    .description('let another decide from one day to another; in place of what was set before')
    .requiredOption('--from <date>', 'first day away (YYYY-MM-DD)', day)
    .requiredOption('--until <date>', 'last day away (YYYY-MM-DD)', day)
    .option('--delegate <person>', 'who decides meanwhile (person id); without it the manager does')
    .action(async (personId: string, { json, from, until, delegate }: SetOptions) => {
      const api = await context.api();
      const body = { personId, from, until, delegateId: delegate ?? null };
      print(io, json, await api.call((client) => setAbsence({ client, body })), absenceText);
    });

  withJson(away.command('end'))
    .argument('<person>', 'person id')
    .description('be back, or not go after all; open questions come back')
    .action(async (personId: string, { json }: JsonOption) => {
      const api = await context.api();
      const ended = await api.call((client) => endAbsence({ client, body: { personId } }));
      print(io, json, ended, (e) => `${e.personId} decides again. Open questions come back.`);
    });
}

function listText({ absences }: Absences): string {
  if (absences.length === 0) return 'Nobody is away, and nobody will be.';
  return table(absences, [
    { head: 'who', value: (a) => a.person.name ?? a.person.id },
    { head: 'from', value: (a) => date(a.from) },
    { head: 'until', value: (a) => date(a.until) },
    { head: 'decides', value: decides },
    { head: 'state', value: (a) => (a.state === 'standing' ? 'away' : 'planned') },
    { head: 'set by', value: (a) => a.by },
  ]);
}

function absenceText(a: Absence): string {
  const who = a.person.name ?? a.person.id;
  return `${who} is away from ${a.from} until ${a.until}; ${decides(a)} decides${a.state === 'standing' ? ' from now on' : ''}.`;
}

const decides = ({ delegate }: Absence): string =>
  delegate === null ? 'their manager' : (delegate.name ?? delegate.id);
