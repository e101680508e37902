import type { CostRow, Costs } from '../client/generated';
import { dollars, dollarsEach } from './dollars';
import { amount, count } from './numbers';
import { table, type Column } from './tables';

const SCOPES: Record<Costs['scope'], string> = {
  company: 'every call',
  'own-deals': 'calls about deals you see',
};

const NO_MODEL: Record<NonNullable<Costs['models']>, string> = {
  none: 'No model is configured: agents write with the templates of the playbook, which costs nothing. docs/models.md says how to have one.',
  configured: 'A model is configured; it was not asked in these days.',
  unknown: 'Whether a model is configured could not be asked: not every agent answers.',
};

export function costsText(costs: Costs): string {
  const { from, to, scope, total, rows, count: all } = costs;
  const head = `What models cost from ${from} to ${to} (real days, UTC): ${SCOPES[scope]}`;
  const called = total.spent.calls + total.reserved.calls > 0;
  const left = all - rows.length;
  const lines = costs.by === 'company' ? [total] : [...rows, { ...total, key: 'total' }];
  return [
    head,
    ...(called ? ['', table(lines, spentColumns(costs))] : ['', NO_MODEL[costs.models ?? 'unknown']]),
    ...reservedLines(total.reserved),
    ...(total.moved && total.moved.proposed > 0 ? beside(costs, lines) : []),
    ...(left > 0 ? ['', `${count(left)} more; \`--limit\` shows up to 500.`] : []),
  ].join('\n');
}

function beside(costs: Costs, lines: readonly CostRow[]): string[] {
  const shown = lines.filter(({ moved }) => moved !== null);
  return [
    '',
    'Beside it, what became of the proposals of these days. Beside is not because: nothing here says that an action won a deal.',
    '',
    table(shown, movedColumns(costs)),
  ];
}

function spentColumns(costs: Costs): Column<CostRow>[] {
  return [
    { head: costs.by, value: (row) => nameOf(row, costs), most: 40 },
    { head: 'calls', value: ({ spent }) => count(spent.calls), right: true },
    { head: 'failed', value: ({ spent }) => count(spent.failed), right: true },
    { head: 'tokens in', value: ({ spent }) => count(spent.tokens.input), right: true },
    { head: 'cached', value: ({ spent }) => count(spent.tokens.cachedInput), right: true },
    { head: 'out', value: ({ spent }) => count(spent.tokens.output), right: true },
    { head: 'estimated', value: ({ spent }) => count(spent.tokens.estimated), right: true },
    { head: 'dollars', value: ({ spent }) => dollars(spent), right: true },
  ];
}

function movedColumns(costs: Costs): Column<CostRow>[] {
  const of = (part: (moved: NonNullable<CostRow['moved']>) => string) => (row: CostRow) => part(row.moved!);
  const money = (value: number): string => amount(value, 'money', costs.currency);
  return [
    { head: costs.by, value: (row) => nameOf(row, costs), most: 40 },
    { head: 'proposed', value: of((m) => count(m.proposed)), right: true },
    { head: 'decided', value: of((m) => count(m.decided)), right: true },
    { head: 'approved', value: of((m) => count(m.approved)), right: true },
    { head: 'unedited', value: of((m) => count(m.unedited)), right: true },
    { head: 'alone', value: of((m) => count(m.alone)), right: true },
    { head: 'executed', value: of((m) => count(m.executed)), right: true },
    { head: 'undone', value: of((m) => count(m.undone)), right: true },
    { head: 'expected', value: of((m) => (m.expected.n === 0 ? '–' : money(m.expected.value))), right: true },
    { head: 'deals acted on', value: of((m) => dealsText(m.deals, money)), right: true },
    { head: 'since won', value: of((m) => dealsText(m.won, money)), right: true },
    { head: '$ per approved', value: (row) => dollarsEach(row.perAccepted), right: true },
    { head: '$ per executed', value: (row) => dollarsEach(row.perExecuted), right: true },
  ];
}

function nameOf({ key, deal }: CostRow, { by }: Costs): string {
  if (by === 'company') return 'all';
  if (deal?.name && deal.name !== deal.id) return `${deal.id} ${deal.name}`;
  return key ?? (by === 'deal' ? 'no deal' : '–');
}

type DealSum = NonNullable<CostRow['moved']>['deals'];

/** `3: 12,000 USD (1 without amount)` */
function dealsText(
  { n, amount: sum, withoutAmount, otherCurrency }: DealSum,
  money: (value: number) => string,
): string {
  if (n === 0) return '–';
  const missing = [
    ...(withoutAmount > 0 ? [`${count(withoutAmount)} without amount`] : []),
    ...(otherCurrency > 0 ? [`${count(otherCurrency)} in other money`] : []),
  ];
  return `${count(n)}: ${money(sum)}${missing.length > 0 ? ` (${missing.join(', ')})` : ''}`;
}

function reservedLines(reserved: Costs['total']['reserved']): string[] {
  if (reserved.calls === 0) return [];
  const calls = reserved.calls === 1 ? '1 call has' : `${count(reserved.calls)} calls have`;
  return [
    '',
    `${calls} not ended and may use up to ${count(reserved.tokens)} tokens, ${dollars(reserved)}; not in the table. Under way, or their process has ended before they did.`,
  ];
}
