import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import { tableFeatures, useTable, type ColumnDef } from '@tanstack/react-table';
import { count } from '../format/number';
import { useWindow } from './useWindow';
import classes from './VirtualTable.module.css';

const features = tableFeatures({});
const ROW = 34;

export interface VirtualColumn<T> {
  id: string;
  head: string;
  cell: (row: T) => ReactNode;
  /** In pixels. */
  width: number;
  number?: boolean;
  /** Name of the order the server offers for this column. */
  sort?: string;
}

interface Props<T extends object> {
  caption: string;
  rows: T[];
  total: number;
  columns: VirtualColumn<T>[];
  rowKey: (row: T) => string;
  sort?: string;
  onSort?: (sort: string) => void;
  /** Called when the end of what is loaded comes near. */
  onNearEnd?: () => void;
}

/** A table of any length: the server sends pages, the document holds only what is near the viewport. */
export function VirtualTable<T extends object>({
  caption,
  rows,
  total,
  columns,
  rowKey,
  sort,
  onSort,
  onNearEnd,
}: Props<T>) {
  const definitions = useMemo<ColumnDef<typeof features, T>[]>(
    () =>
      columns.map((column) => ({ id: column.id, header: column.head, cell: ({ row }) => column.cell(row.original) })),
    [columns],
  );
  const specs = useMemo(() => new Map(columns.map((column) => [column.id, column])), [columns]);
  const table = useTable({ features, columns: definitions, data: rows, getRowId: rowKey });
  const body = useRef<HTMLTableSectionElement>(null);
  const { first, last } = useWindow(body, rows.length, ROW);
  const all = table.getRowModel().rows;

  useEffect(() => {
    if (onNearEnd && rows.length < total && last > rows.length - 30) onNearEnd();
  }, [last, rows.length, total, onNearEnd]);

  return (
    <div className={classes.frame}>
      <table className={classes.table} aria-label={caption} aria-rowcount={total + 1}>
        <colgroup>
          {columns.map((column) => (
            <col key={column.id} style={{ width: column.width }} />
          ))}
        </colgroup>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => {
                const spec = specs.get(header.column.id);
                return (
                  <th key={header.id} scope="col" className={spec?.number ? classes.number : undefined}>
                    {spec?.sort && onSort ? (
                      <button
                        type="button"
                        className={classes.sort}
                        aria-pressed={sort === spec.sort}
                        onClick={() => onSort(spec.sort ?? '')}
                      >
                        {spec.head}
                      </button>
                    ) : (
                      spec?.head
                    )}
                  </th>
                );
              })}
            </tr>
          ))}
        </thead>
        <tbody ref={body}>
          {first > 0 && (
            <tr className={classes.spacer} aria-hidden>
              <td colSpan={columns.length} style={{ height: first * ROW }} />
            </tr>
          )}
          {all.slice(first, last).map((row, at) => (
            <tr key={row.id} style={{ height: ROW }} aria-rowindex={first + at + 2}>
              {row.getAllCells().map((cell) => (
                <td key={cell.id} className={specs.get(cell.column.id)?.number ? classes.number : undefined}>
                  <table.FlexRender cell={cell} />
                </td>
              ))}
            </tr>
          ))}
          {last < rows.length && (
            <tr className={classes.spacer} aria-hidden>
              <td colSpan={columns.length} style={{ height: (rows.length - last) * ROW }} />
            </tr>
          )}
        </tbody>
      </table>
      <p className={classes.foot} aria-live="polite">
        {rows.length < total
          ? `${count(rows.length)} of ${count(total)} loaded; the rest comes as you scroll.`
          : `${count(total)} in all.`}
      </p>
    </div>
  );
}
