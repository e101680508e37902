/** Two columns as Markdown. */
export function table(name: string, rows: readonly [string, string | number][]): string {
  const width = Math.max(name.length, ...rows.map(([label]) => label.length));
  const lines = rows.map(([label, value]) => `| ${label.padEnd(width)} | ${value} |`);
  return [`| ${name.padEnd(width)} | |`, `| ${'-'.repeat(width)} | --- |`, ...lines].join('\n');
}
