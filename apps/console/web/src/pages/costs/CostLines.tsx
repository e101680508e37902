import { useState, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { queries } from '../../api/queries';
import type { CostRow, Costs } from '../../api/generated/types.gen';
import { counted } from '../../format/number';
import { COST_COLUMNS } from './costColumns';
import type { Span } from './useSpan';
import table from '../../pieces/Table.module.css';
import classes from './Costs.module.css';

type Level = 'agent' | 'action' | 'deal';
const BELOW = { agent: 'action', action: 'deal', deal: null } as const;
const DEPTH: Record<Level, number> = { agent: 0, action: 1, deal: 2 };

/** The lines of one level; all but deals open to what is below them. */
export function CostLines({ level, costs, span }: { level: Level; costs: Costs; span: Span }) {
  const left = costs.count - costs.rows.length;
  return (
    <>
      {costs.rows.map((row) => (
        <OpenableLine key={String(row.key)} level={level} row={row} currency={costs.currency} span={span} />
      ))}
      {left > 0 && (
        <WholeLine depth={DEPTH[level]}>{counted(left, 'more deal', 'more deals')}, each costing less</WholeLine>
      )}
    </>
  );
}

interface OpenableProps {
  level: Level;
  row: CostRow;
  currency: string;
  span: Span;
}

function OpenableLine({ level, row, currency, span }: OpenableProps) {
  const [open, setOpen] = useState(false);
  const below = BELOW[level];
  const name = below ? (
    <button type="button" className={classes.open} aria-expanded={open} onClick={() => setOpen(!open)}>
      <span aria-hidden className={classes.marker}>
        {open ? '▾' : '▸'}
      </span>
      {row.key}
    </button>
  ) : row.deal ? (
    <DealLink deal={row.deal} />
  ) : (
    'About no deal'
  );
  return (
    <>
      <CostLine name={name} row={row} currency={currency} depth={DEPTH[level]} />
      {open && below && <Below level={below} of={row.key!} span={span} />}
    </>
  );
}

/** With its id: a company may have several deals of one name. */
function DealLink({ deal: { id, name } }: { deal: NonNullable<CostRow['deal']> }) {
  return (
    <>
      <Link to={`/deals/${encodeURIComponent(id)}`}>{name ?? id}</Link>
      {name !== null && name !== id && <span className="quiet small"> {id}</span>}
    </>
  );
}

function Below({ level, of, span }: { level: 'action' | 'deal'; of: string; span: Span }) {
  const only = level === 'action' ? { agent: of } : { action: of };
  const costs = useQuery(queries.costs({ ...span, by: level, ...only }));
  if (costs.data) return <CostLines level={level} costs={costs.data} span={span} />;
  return (
    <WholeLine depth={DEPTH[level]}>
      {costs.isError ? 'This could not be read; close and open it again.' : '…'}
    </WholeLine>
  );
}

interface LineProps {
  name: ReactNode;
  row: CostRow;
  currency: string;
  depth: number;
}

export function CostLine({ name, row, currency, depth }: LineProps) {
  return (
    <tr>
      <th scope="row" className={classes.name} data-depth={depth}>
        {name}
      </th>
      {COST_COLUMNS.map(({ head, cell }) => (
        <td key={head} className={table.number}>
          {cell(row, currency)}
        </td>
      ))}
    </tr>
  );
}

function WholeLine({ depth, children }: { depth: number; children: ReactNode }) {
  return (
    <tr>
      <td colSpan={COST_COLUMNS.length + 1} className={`${classes.name} quiet`} data-depth={depth}>
        {children}
      </td>
    </tr>
  );
}
