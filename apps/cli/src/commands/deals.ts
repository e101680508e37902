import { Option, type Command } from 'commander';
import { acknowledgeHandoff, getDeal, listDeals, listPeople, type Deal, type Deals } from '../client/generated';
import type { ConsoleApi } from '../console-api';
import { usageError } from '../exit-codes';
import { amount, count, date, percent, plain } from '../output/numbers';
import { print } from '../output/io';
import { pairs, table } from '../output/tables';
import { withJson, type Context, type JsonOption } from './command-context';
import { given, positive } from './options';

interface ListOptions extends JsonOption {
  lane?: 'moved' | 'needs-me' | 'dead' | 'live' | 'stalled';
  state: 'open' | 'won' | 'lost' | 'closed' | 'all';
  stage?: NonNullable<Deals['stages'][number]['subStage']>;
  owner?: string;
  account?: string;
  q?: string;
  sort: 'amount' | 'age' | 'moved' | 'probability' | 'close';
  limit: number;
  offset: number;
}

const STAGES = ['3.1', '3.2', '3.3', '4.1', '4.2', '4.3', '5.1', '5.2', '5.3', '5.4'];

export function dealsCommands(program: Command, context: Context): void {
  const { io } = context;
  const deals = program.command('deals').description('deals you may see');

  withJson(deals.command('list'))
    .description('deals by lane, stage, owner or words')
    .addOption(new Option('--lane <lane>', 'only these').choices(['moved', 'needs-me', 'dead', 'live', 'stalled']))
    .addOption(new Option('--state <state>', 'which').choices(['open', 'won', 'lost', 'closed', 'all']).default('open'))
    .addOption(new Option('--stage <sub-stage>', 'only in this sub-stage').choices(STAGES))
    .option('--owner <person>', 'only of this person (id)')
    .option('--account <account>', 'only of this account (id)')
    .option('-q, --query <text>', 'part of the id, the name or the account name')
    .addOption(
      new Option('--sort <by>', 'order').choices(['amount', 'age', 'moved', 'probability', 'close']).default('amount'),
    )
    .option('--limit <n>', 'at most so many', positive(500), 100)
    .option('--offset <n>', 'leave out the first', Number, 0)
    .action(async ({ json, stage, query, ...o }: ListOptions & { query?: string }) => {
      const api = await context.api();
      if (o.owner !== undefined) await mustBeKnown(api, o.owner);
      const asked = given({ ...o, subStage: stage, q: query });
      print(io, json, await api.call((client) => listDeals({ client, query: asked })), listText);
    });

  withJson(deals.command('show <id>'))
    .description('a deal with its whole history')
    .action(async (dealId: string, o: JsonOption) => {
      const api = await context.api();
      print(io, o.json, await api.call((client) => getDeal({ client, path: { dealId } })), showText);
    });

  withJson(deals.command('acknowledge <id>'))
    .description('take over a deal that was won; only who looks after the account can')
    .action(async (opportunityId: string, o: JsonOption) => {
      const api = await context.api();
      const path = { opportunityId };
      const taken = await api.call((client) => acknowledgeHandoff({ client, path, body: {} }));
      print(io, o.json, taken, () => `The hand-off of ${opportunityId} is acknowledged.`);
    });
}

/** A mistyped owner must not read as somebody without deals. @throws CliError */
async function mustBeKnown(api: ConsoleApi, owner: string): Promise<void> {
  const { people } = await api.call((client) => listPeople({ client }));
  if (people.some(({ id }) => id === owner)) return;
  const ids = people.map(({ id }) => id).slice(0, 8);
  throw usageError(`There is no person ${owner} whose deals you may see.`, `Ids are like ${ids.join(', ')}.`);
}

function listText({ deals, total, lanes, asOf }: Deals): string {
  const head = `${count(total)} ${total === 1 ? 'deal' : 'deals'} as of ${asOf} · live ${count(lanes.live)} (stalled ${count(lanes.stalled)}), dead ${count(lanes.dead)}, moved ${count(lanes.moved)}, need you ${count(lanes['needs-me'])}`;
  const rows = table(deals, [
    { head: 'id', value: (d) => d.id },
    { head: 'deal', value: (d) => d.name, most: 40 },
    { head: 'owner', value: (d) => d.owner?.name ?? d.owner?.id ?? 'unknown' },
    { head: 'stage', value: (d) => d.subStage ?? '–' },
    { head: 'standing', value: (d) => d.outcome ?? d.health ?? 'prospecting' },
    { head: 'age', value: (d) => (d.ageDays === null ? '–' : String(d.ageDays)), right: true },
    {
      head: 'amount',
      value: (d) => (d.amount !== null ? amount(d.amount, 'money') : estimate(d.estimate)),
      right: true,
    },
    { head: 'P(win)', value: (d) => percent(d.winProbability), right: true },
    { head: 'risks', value: (d) => d.risks.join(', '), most: 40 },
  ]);
  const more = deals.length < total ? `\n\n${deals.length} of ${count(total)}; --limit and --offset show more` : '';
  return `${head}\n\n${rows || 'No deal matches.'}${more}`;
}

const estimate = (value: number | null): string => (value === null ? 'unknown' : `~${amount(value, 'money')}`);

function showText({ deal, fields, insights, approvals, related, history }: Deal): string {
  return [
    `${deal.name} (${deal.id})`,
    '',
    pairs(fields.map((f) => [f.label, `${plain(f.value)}${f.since ? `  since ${date(f.since)}` : ''}`] as const)),
    ...(insights.length > 0 ? ['', 'Insights'] : []),
    ...insights.map((i) => `· ${i.action} (${i.businessDate}): ${i.reasons.join('; ') || plain(i.values)}`),
    ...(approvals.length > 0 ? ['', 'Proposals'] : []),
    ...approvals.map((a) => `· ${a.state}: ${a.title} (${a.actionId})`),
    ...(related.length > 0 ? ['', 'Related'] : []),
    ...related.map((r) => `· ${date(r.at)} ${r.title}${r.state ? ` [${r.state}]` : ''}`),
    '',
    'History',
    ...history.map((h) => `${date(h.own ? h.recordedAt : h.at)}  ${h.sentence}  · ${h.by.name ?? h.by.id}`),
  ].join('\n');
}
