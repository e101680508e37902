import { Option, type Command } from 'commander';
import {
  erasePerson,
  exportPerson,
  findPeople,
  type Erasure,
  type FoundPeople,
  type PersonalData,
} from '../client/generated';
import { date, plain } from '../output/numbers';
import { print } from '../output/io';
import { pairs, table } from '../output/tables';
import { withJson, type Context, type JsonOption } from './command-context';

export function subjectCommands(program: Command, context: Context): void {
  const subject = program.command('subject').description('what is held on a person, and its end');

  withJson(subject.command('find <query>'))
    .description('people by id, name, e-mail address or telephone number')
    .action(async (query: string, o: JsonOption) => {
      const api = await context.api();
      print(context.io, o.json, await api.call((client) => findPeople({ client, body: { query } })), foundText);
    });

  withJson(subject.command('export <ref>'))
    .description('everything held on a person, opened: the answer to their request for access')
    .addOption(new Option('--format <format>', 'the same as --json').choices(['json']))
    .action(async (ref: string, o: JsonOption & { format?: 'json' }) => {
      const api = await context.api();
      const data = await api.call((client) => exportPerson({ client, body: { ref } }));
      print(context.io, o.json || o.format === 'json', data, heldText);
    });

  withJson(subject.command('erase <ref>'))
    .description('erase a person; without --yes, say what would go')
    .requiredOption('--reason <text>', 'why, kept for good: a reference to the request, nothing of the person')
    .option('--yes', 'erase; it cannot be taken back')
    .addHelpText(
      'after',
      `
Examples:
  salesagent subject find zelda@example.com
  salesagent subject export contact/C1 --format json > answer.json
  salesagent subject erase contact/C1 --reason "request 17 of 2026-11-01"         what would go
  salesagent subject erase contact/C1 --reason "request 17 of 2026-11-01" --yes   for good`,
    )
    .action(async (ref: string, o: JsonOption & { reason: string; yes?: boolean }) => {
      const api = await context.api();
      const body = { ref, reason: o.reason, confirm: o.yes === true };
      const answer = await api.call((client) => erasePerson({ client, body }));
      print(context.io, o.json, answer, (erasure) => erasureText(erasure, body.confirm));
    });
}

function foundText({ people }: FoundPeople): string {
  if (people.length === 0) return 'Nobody of that name, address or number is held.';
  return table(people, [
    { head: 'Person', value: (p) => p.ref },
    { head: 'Name', value: (p) => p.name ?? '–' },
    { head: 'E-mail', value: (p) => p.email ?? '–' },
    { head: 'Account', value: (p) => p.accountId ?? '–' },
    { head: 'Erased', value: (p) => (p.erasedAt === null ? '' : date(p.erasedAt)) },
  ]);
}

function heldText({ ref, held }: PersonalData): string {
  const rows = table(held, [
    { head: 'Kept as', value: (h) => h.kind },
    { head: 'Where', value: (h) => h.where },
    { head: 'Field', value: (h) => h.field },
    { head: 'Since', value: (h) => (h.since === null ? '–' : date(h.since)) },
    { head: 'Value', value: (h) => plain(h.value), most: 60 },
  ]);
  return [`${ref}: ${held.length} values`, '', rows].join('\n');
}

const PLACES: readonly (readonly [keyof Erasure['counts'], string])[] = [
  ['keys', 'keys, and with them every sealed value in logs, on the bus, in read models and drafts'],
  ['values', 'names, addresses and numbers in the CRM'],
  ['texts', 'CRM records whose free text speaks of them'],
  ['mentions', 'business texts that name them'],
  ['changes', 'captured changes of these records, cleared of values'],
  ['importMemory', 'values and names that imports remember'],
  ['copies', 'proposals and import reports that name them'],
  ['documents', 'filed documents that name them'],
];

function erasureText({ ref, done, counts, stays, erasedAt }: Erasure, confirmed: boolean): string {
  if (done)
    return erasedAt
      ? `${ref} was erased on ${date(erasedAt)}; nothing is left to erase.`
      : `Nothing is held on ${ref}.`;
  const stay =
    stays.length === 0
      ? []
      : [
          '',
          'Named in business texts, which are mended in the CRM but stay in the log as they were:',
          ...stays.map((s) => `  ${s.record} ${s.field}`),
        ];
  return [
    confirmed ? `${ref} is erased. What went:` : `This would erase of ${ref}:`,
    pairs(PLACES.map(([place, words]) => [String(counts[place]), words] as const)),
    ...stay,
    '',
    confirmed
      ? 'Other processes forget their keys within 60 seconds. Backups: see docs/personal-data.md.'
      : 'Nothing has been changed. Add --yes to erase; it cannot be taken back.',
  ].join('\n');
}
