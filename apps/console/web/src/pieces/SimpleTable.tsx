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
}

/** A short table that needs no sorting or paging. */
export function SimpleTable<T>({ rows, columns, rowKey, caption }: Props<T>) {
  return (
    <table className={classes.table} aria-label={caption}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.head} scope="col" className={column.number ? classes.number : undefined}>
              {column.head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)}>
            {columns.map((column) => (
              <td
                key={column.head}
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
