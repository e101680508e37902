import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { unzipSync } from 'fflate';
import type { Pool } from 'pg';

/** Where a marker was found, and in which form: `crm.contact.email (plain)`. */
export interface Trace {
  place: string;
  marker: string;
  form: 'plain' | 'hex' | 'base64';
}

interface Needle {
  marker: string;
  form: Trace['form'];
  text: string;
  caseMatters: boolean;
}

/** Looks for unmistakable values in whatever holds bytes: as they are, as hex, as base64, inside zips. */
export class TraceSearch {
  private readonly needles: readonly Needle[];

  constructor(markers: readonly string[]) {
    this.needles = markers.flatMap((marker): Needle[] => [
      { marker, form: 'plain', text: latin(Buffer.from(marker)).toLowerCase(), caseMatters: false },
      { marker, form: 'hex', text: Buffer.from(marker).toString('hex'), caseMatters: false },
      ...base64Forms(marker).map((text) => ({ marker, form: 'base64' as const, text, caseMatters: true })),
    ]);
  }

  in(place: string, bytes: Buffer): Trace[] {
    const text = latin(bytes);
    const lower = text.toLowerCase();
    const found = this.needles.filter(({ text: needle, caseMatters }) => (caseMatters ? text : lower).includes(needle));
    const traces = found.map(({ marker, form }) => ({ place, marker, form }));
    return bytes.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004'
      ? [...traces, ...this.inZip(place, bytes)]
      : traces;
  }

  /** Every row of every table of every schema, binary columns included; what TOAST stores apart comes with its row. */
  async inDatabase(pool: Pool): Promise<{ traces: Trace[]; tables: number; rows: number }> {
    const { rows: tables } = await pool.query<{ name: string; binary: string[] }>(
      `select format('%I.%I', n.nspname, c.relname) as name,
              array(select a.attname::text from pg_attribute a
                    where a.attrelid = c.oid and a.attnum > 0 and a.atttypid = 'bytea'::regtype) as binary
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' order by 1`,
    );
    const traces: Trace[] = [];
    let count = 0;
    for (const { name, binary } of tables) {
      const { rows } = await pool.query<{ row: string } & Record<string, Buffer | string | null>>(
        `select t::text as row${binary.map((column) => `, t."${column}"`).join('')} from ${name} t`,
      );
      count += rows.length;
      for (const row of rows) {
        traces.push(...this.in(name, Buffer.from(row.row)));
        for (const column of binary) {
          const value = row[column];
          if (Buffer.isBuffer(value)) traces.push(...this.in(`${name}.${column}`, value));
        }
      }
    }
    return { traces: distinct(traces), tables: tables.length, rows: count };
  }

  /** Every file under a folder but those under `except`. */
  inFolder(folder: string, except: readonly string[] = []): { traces: Trace[]; files: number } {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
      .filter((name) => !except.some((path) => name === path || name.startsWith(`${path}/`)));
    const traces = files.flatMap((name) => this.in(name, contentOf(join(folder, name))));
    return { traces: distinct(traces), files: files.length };
  }

  private inZip(place: string, bytes: Buffer): Trace[] {
    return Object.entries(unzipSync(bytes)).flatMap(([name, part]) => this.in(`${place}!${name}`, Buffer.from(part)));
  }
}

/** What a file holds; nothing where it has gone since the folder was listed, as temporary files of a running stack do. */
function contentOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

/** Bytes as text, one character a byte, so that searching does not depend on what they mean. */
function latin(bytes: Buffer): string {
  return bytes.toString('latin1');
}

/** What a value looks like inside base64, at each of the three places it may begin; its edges depend on neighbours. */
function base64Forms(value: string): string[] {
  return [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), Buffer.from(value)])
      .toString('base64')
      .replace(/=+$/, '');
    const from = shift === 0 ? 0 : shift + 1;
    const spare = (shift + Buffer.byteLength(value)) % 3 === 0 ? 0 : 1;
    return encoded.slice(from, encoded.length - spare);
  });
}

function distinct(traces: readonly Trace[]): Trace[] {
  return [...new Map(traces.map((trace) => [JSON.stringify(trace), trace])).values()];
}
