import type { ReactNode } from 'react';
import type { CostRow, DealSum } from '../../api/generated/types.gen';
import { dollars, dollarsEach, withoutPrice } from '../../format/dollars';
import { money } from '../../format/money';
import { count } from '../../format/number';
import { tokensOf } from './tokensOf';

export interface CostColumn {
  head: string;
  /** Exactly what is counted, for the list below the table. */
  says: string;
  cell: (row: CostRow, currency: string) => ReactNode;
}

type Moved = NonNullable<CostRow['moved']>;
const beside =
  (part: (moved: Moved, currency: string) => ReactNode): CostColumn['cell'] =>
  ({ moved }, currency) =>
    moved === null ? '–' : part(moved, currency);

export const COST_COLUMNS: readonly CostColumn[] = [
  { head: 'Calls', says: 'calls of a model that have ended', cell: ({ spent }) => count(spent.calls) },
  { head: 'Failed', says: 'those that ended without an answer', cell: ({ spent }) => count(spent.failed) },
  {
    head: 'Tokens',
    says: 'in and out, cached ones included; estimated where the provider did not say',
    cell: ({ spent }) => count(tokensOf(spent)),
  },
  {
    head: 'Dollars',
    says: 'by the price list of each call’s day; “at least” where some calls have no price, “unknown” where none has',
    cell: ({ spent }) => <span title={withoutPrice(spent) ?? undefined}>{dollars(spent)}</span>,
  },
  {
    head: 'Proposed',
    says: 'proposals made in the span; scores that agents copy into their own fields are left out',
    cell: beside((m) => count(m.proposed)),
  },
  { head: 'Decided', says: 'those a person has approved or rejected since', cell: beside((m) => count(m.decided)) },
  { head: 'Approved', says: 'those a person has approved', cell: beside((m) => count(m.approved)) },
  { head: 'Unedited', says: 'those a person has approved as they stood', cell: beside((m) => count(m.unedited)) },
  {
    head: 'Alone',
    says: 'those that policy or a signed batch let run, without a question about each',
    cell: beside((m) => count(m.alone)),
  },
  {
    head: 'Executed',
    says: 'those that were carried out, undone ones included',
    cell: beside((m) => count(m.executed)),
  },
  { head: 'Undone', says: 'those that were carried out and taken back', cell: beside((m) => count(m.undone)) },
  {
    head: 'Expected',
    says: 'what the docket expected of those carried out and not undone, where it was recorded',
    cell: beside((m, currency) => (m.expected.n === 0 ? '–' : money(m.expected.value, currency))),
  },
  {
    head: 'Deals acted on',
    says: 'amount of the deals that one of these was carried out on and not undone, each deal once',
    cell: beside((m, currency) => deals(m.deals, currency)),
  },
  {
    head: 'Since won',
    says: 'those deals that were recorded as won after it, whatever they were won by',
    cell: beside((m, currency) => deals(m.won, currency)),
  },
  { head: '$ per approved', says: 'dollars ÷ approved, with n', cell: ({ perAccepted }) => dollarsEach(perAccepted) },
  { head: '$ per executed', says: 'dollars ÷ executed, with n', cell: ({ perExecuted }) => dollarsEach(perExecuted) },
];

function deals({ n, amount, withoutAmount, otherCurrency }: DealSum, currency: string): ReactNode {
  if (n === 0) return '–';
  const missing = [
    withoutAmount > 0 && `${count(withoutAmount)} without an amount`,
    otherCurrency > 0 && `${count(otherCurrency)} in another currency`,
  ].filter(Boolean);
  return (
    <>
      {count(n)}: {money(amount, currency)}
      {missing.length > 0 && <span className="quiet small"> ({missing.join(', ')})</span>}
    </>
  );
}
