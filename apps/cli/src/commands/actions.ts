import type { Command } from 'commander';
import { getAction, listActions, type Action, type Actions } from '../client/generated';
import { count } from '../output/numbers';
import { print } from '../output/io';
import { pairs, table } from '../output/tables';
import { withJson, type Context, type JsonOption } from './command-context';

export function actionsCommands(program: Command, context: Context): void {
  const { io } = context;
  const actions = program.command('actions').description('what agents may do here');
  withJson(actions.command('list'))
    .description('every action, whether the playbook turns it on, and what came of it')
    .action(async (o: JsonOption) => {
      print(io, o.json, await (await context.api()).call((client) => listActions({ client })), listText);
    });
  withJson(actions.command('show <action>'))
    .description('an action: its ceilings, rules and passages')
    .action(async (action: string, o: JsonOption) => {
      const api = await context.api();
      print(io, o.json, await api.call((client) => getAction({ client, path: { action } })), showText);
    });
}

function listText({ actions, playbookVersion }: Actions): string {
  const rows = table(actions, [
    { head: 'action', value: (a) => a.id },
    { head: 'agent', value: (a) => a.agent },
    { head: 'stage', value: (a) => String(a.stage) },
    { head: 'effect', value: (a) => a.effects.join(', ') },
    { head: 'on', value: (a) => (a.playbook.on ? 'yes' : 'no') },
    { head: 'open', value: (a) => count(a.counts.open), right: true },
    { head: 'queued', value: (a) => count(a.counts.queued), right: true },
    { head: 'executed', value: (a) => count(a.counts.executed), right: true },
    { head: 'insights', value: (a) => count(a.counts.insights), right: true },
    { head: 'produces', value: (a) => a.produces, most: 60 },
  ]);
  return `${rows}\n\nPlaybook ${playbookVersion ?? 'not loaded'}`;
}

function showText(a: Action): string {
  return [
    `${a.id} – ${a.produces}`,
    '',
    pairs([
      ['Agent', `${a.agent}, stage ${a.stage} ${a.stageName}`],
      ['About', a.subject],
      [
        'Playbook',
        a.playbook.on ? `${a.playbook.section} (${a.playbook.version ?? ''})` : (a.playbook.reason ?? 'off'),
      ],
      ['KPI', `${a.kpi.outcome}; leading: ${a.kpi.leading}${a.kpi.guardrail ? `; guardrail: ${a.kpi.guardrail}` : ''}`],
      ...a.ceilings.map((c) => [`Ceiling ${c.effect}`, `T1 ${c.T1} · T2 ${c.T2} · T3 ${c.T3}`] as const),
    ]),
    '',
    `Rules\n${JSON.stringify(a.rules, null, 2)}`,
    ...a.passages.map((p) => `\n## ${p.title}  (${p.id})\n${p.text ?? ''}`),
  ].join('\n');
}
