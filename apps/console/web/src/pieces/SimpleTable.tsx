import type { ReactNode } from 'react';
import classes from './Table.module.css';

export interface SimpleColumn<T> {
  head: string;
  cell: (row: T) => ReactNode;
  number?: boolean;
  /** Short values that must not break over two lines: dates, codes. */
  tight?: boolean;
}

interface Props<T> {
  rows: readonly T[];
  columns: SimpleColumn<T>[];
  rowKey: (row: T) => string;
  caption: string;
  /** On a phone each row stands by itself, its cells one below the other with their heads. */
  stacked?: boolean;
}

/** A short table that needs no sorting or paging. */
export function SimpleTable<T>({ rows, columns, rowKey, caption, stacked = false }: Props<T>) {
  // Laid out as blocks, table and rows would lose what they are to whoever does not see them.
  const as = (role: string) => (stacked ? { role } : {});
  return (
    <table className={classes.table} aria-label={caption} data-stacked={stacked} {...as('table')}>
      <thead {...as('rowgroup')}>
        <tr {...as('row')}>
          {columns.map((column) => (
            <th
              key={column.head}
              scope="col"
              {...as('columnheader')}
              className={column.number ? classes.number : undefined}
            >
              {column.head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody {...as('rowgroup')}>
        {rows.map((row) => (
          <tr key={rowKey(row)} {...as('row')}>
            {columns.map((column) => (
              <td
                key={column.head}
                data-head={column.head}
                {...as('cell')}
                className={column.number ? classes.number : column.tight ? classes.tight : undefined}
              >
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
