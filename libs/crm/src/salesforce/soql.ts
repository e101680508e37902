/** Text for a SOQL literal. */
export function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

/** The second that an instant is in: Salesforce keeps no less. */
export function wholeSecond(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 1000) * 1000);
}

/** An instant for a SOQL literal. */
export function soqlInstant(at: Date): string {
  return `${wholeSecond(at).toISOString().slice(0, 19)}Z`;
}

export function inList(field: string, texts: readonly string[]): string {
  return `${field} IN (${texts.map(quoted).join(',')})`;
}

/** Salesforce takes URLs up to 16 KiB; long lists of ids or keys are asked for in parts. */
const LIST_CHARACTERS = 8000;

/** Parts of a list that fit into one query each. */
export function listParts(texts: readonly string[]): string[][] {
  const parts: string[][] = [];
  let room = 0;
  for (const text of texts) {
    const size = encodeURIComponent(quoted(text)).length + 3;
    if (size > room || parts.length === 0) {
      parts.push([]);
      room = LIST_CHARACTERS;
    }
    parts.at(-1)!.push(text);
    room -= size;
  }
  return parts;
}

export interface Select {
  fields: readonly string[];
  from: string;
  where?: string;
  orderBy?: string;
  limit?: number;
}

export function soql({ fields, from, where, orderBy, limit }: Select): string {
  const names = [...new Set(fields)];
  return [
    `SELECT ${names.join(', ')} FROM ${from}`,
    where && `WHERE ${where}`,
    orderBy && `ORDER BY ${orderBy}`,
    limit && `LIMIT ${limit}`,
  ]
    .filter(Boolean)
    .join(' ');
}
