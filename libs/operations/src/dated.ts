/** A row whose times are text. */
export type Dated<T> = { [K in keyof T]: T[K] extends Date ? string : T[K] extends Date | null ? string | null : T[K] };

/** The row as it goes over the wire: its times as text. */
export function dated<T extends object>(row: T): Dated<T> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, value instanceof Date ? value.toISOString() : value]),
  ) as Dated<T>;
}
