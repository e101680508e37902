/** Text for a SOQL literal. */
export function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

/** An instant for a SOQL literal: whole seconds, as Salesforce keeps them. */
export function soqlInstant(at: Date): string {
  return `${new Date(Math.floor(at.getTime() / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}

export function inList(field: string, texts: readonly string[]): string {
  return `${field} IN (${texts.map(quoted).join(',')})`;
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
