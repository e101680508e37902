import { ACTION_NAMES } from '@salesagent/canon/sales';
import { Option, type Command } from 'commander';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  decide,
  getApproval,
  listApprovals,
  undo,
  type Approval,
  type Approvals,
  type Change,
  type Decision,
} from '../client/generated';
import { CliError, EXIT, usageError } from '../exit-codes';
import { approvalText } from '../output/approval-text';
import { amount, date } from '../output/numbers';
import { print } from '../output/io';
import { table } from '../output/tables';
import { withJson, type Context, type JsonOption } from './command-context';
import { given, oneOf, positive, words } from './options';

interface ListOptions extends JsonOption {
  state: 'open' | 'done' | 'queued' | 'all';
  action?: string;
  owner?: string;
  subject?: string;
  limit: number;
}

/** Reading, deciding and undoing proposals. */
export function approvalsCommands(program: Command, context: Context): void {
  const { io } = context;
  const approvals = program.command('approvals').description('proposals of the agents, and deciding on them');

  withJson(approvals.command('list'))
    .description('proposals that wait for a decision, or what became of others')
    .addOption(new Option('--state <state>', 'which').choices(['open', 'done', 'queued', 'all']).default('open'))
    .option('--action <action>', 'only of this action', oneOf('action', ACTION_NAMES))
    .option('--owner <person>', 'only of this person (id)')
    .option('--subject <record>', 'only about this record, e.g. opportunity/1C1I7A6R')
    .option('--limit <n>', 'at most so many', positive(500), 100)
    .action(async ({ json, ...o }: ListOptions) => {
      const api = await context.api();
      print(io, json, await api.call((client) => listApprovals({ client, query: given({ ...o }) })), listText);
    });

  withJson(approvals.command('show <id>'))
    .description('a proposal: why, evidence, exact change')
    .action(async (actionId: string, o: JsonOption) => {
      print(io, o.json, await read(context, actionId), approvalText);
    });

  withJson(approvals.command('approve <id>'))
    .description('approve exactly what is shown, or an edited change')
    .option('--edit <file>', 'approve the change in this JSON file instead')
    .action(async (actionId: string, o: JsonOption & { edit?: string }) => {
      const edited = o.edit === undefined ? undefined : readChange(context, o.edit);
      const approval = await read(context, actionId);
      // The evidence is opened by being printed; a script that asks for JSON has not read it.
      if (!o.json) io.out(`${approvalText(approval)}\n`);
      const decision = await send(context, approval, {
        decision: 'approve',
        evidenceOpened: !o.json,
        ...(edited ? { edited } : {}),
      });
      print(io, o.json, decision, (d) => decisionText('Approved', d));
    });

  withJson(approvals.command('reject <id>'))
    .description('say no; the agent does not ask again until its cool-down ends')
    .requiredOption('--reason <text>', 'why, in a few words', words)
    .action(async (actionId: string, o: JsonOption & { reason: string }) => {
      const approval = await read(context, actionId);
      const decision = await send(context, approval, { decision: 'reject', evidenceOpened: !o.json, reason: o.reason });
      print(io, o.json, decision, (d) => decisionText('Rejected', d));
    });

  withJson(approvals.command('undo <id>'))
    .description('take an executed change back, while the record has not been touched since')
    .requiredOption('--reason <text>', 'why, in a few words', words)
    .action(async (actionId: string, o: JsonOption & { reason: string }) => {
      const api = await context.api();
      const body = { reason: o.reason };
      const undone = await api.call((client) => undo({ client, path: { actionId }, body }));
      print(io, o.json, undone, (u) => `${u.actionId} is ${u.state}.`);
    });
}

async function read(context: Context, actionId: string): Promise<Approval> {
  return (await context.api()).call((client) => getApproval({ client, path: { actionId } }));
}

type Said = { decision: 'approve' | 'reject'; evidenceOpened: boolean; reason?: string; edited?: Change };

async function send(context: Context, approval: Approval, said: Said): Promise<Decision> {
  if (ENDED.has(approval.state)) throw nothingAsked(approval);
  const api = await context.api();
  const { actionId, digest } = approval;
  return api.call((client) => decide({ client, path: { actionId }, body: { digest, ...said } }));
}

/** States in which no decision is taken any more. One that is approved can be approved again: an answer that got lost. */
const ENDED: ReadonlySet<string> = new Set([
  ...['executed', 'undone', 'failed', 'outcome-unknown', 'rejected'],
  ...['expired', 'withdrawn', 'prepared', 'superseded'],
]);

function nothingAsked({ actionId, state, reason, decidedBy }: Approval): CliError {
  const by = decidedBy ? `, decided by ${decidedBy.name ?? decidedBy.id}` : '';
  return new CliError(
    EXIT.conflict,
    `Nothing is asked here any more: the proposal is ${state}${by}${reason ? ` (${reason})` : ''}.`,
    `\`salesagent explain ${actionId}\` tells its story${state === 'executed' ? '; `salesagent approvals undo` takes it back' : ''}.`,
    'not-open',
  );
}

function readChange({ io }: Context, file: string): Change {
  let text: string;
  try {
    text = readFileSync(resolve(io.cwd, file), 'utf8');
  } catch {
    throw usageError(
      `There is no file ${file}.`,
      'Save the change as JSON: `salesagent approvals show ID --json`, key "change".',
    );
  }
  try {
    return JSON.parse(text) as Change;
  } catch (error) {
    throw usageError(
      `${file} is not JSON: ${(error as Error).message}`,
      'Take the key "change" of `approvals show ID --json`.',
    );
  }
}

function listText({ approvals, total }: Approvals): string {
  if (total === 0) return 'Nothing waits here.';
  const rows = table(approvals, [
    { head: 'id', value: (a) => a.actionId },
    { head: 'state', value: (a) => a.state },
    { head: 'about', value: (a) => a.subject.label, most: 40 },
    { head: 'owner', value: (a) => a.owner?.name ?? a.owner?.id ?? '–' },
    { head: 'worth', value: (a) => amount(a.expectedValue, 'money'), right: true },
    { head: 'expires', value: (a) => date(a.expiresAt) },
    { head: 'what', value: (a) => a.title, most: 60 },
  ]);
  return approvals.length < total ? `${rows}\n\n${approvals.length} of ${total}; --limit shows more` : rows;
}

function decisionText(word: string, d: Decision): string {
  // Made wrong on purpose: nothing was decided, and the message says so.
  if (d.state === 'checked') return d.message ?? 'This was a check.';
  // The message often begins with the state, which is said already.
  const message = d.message?.startsWith(`${d.state}; `) ? d.message.slice(d.state.length + 2) : d.message;
  return `${word} (decision ${d.decisionId}): ${d.state}.${message ? ` ${message}` : ''}`;
}
