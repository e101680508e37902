import type { Rung } from '../../api/generated/types.gen';
import { SimpleTable } from '../../pieces/SimpleTable';

interface Line {
  key: string;
  action: string;
  effect: string;
  tiers: string;
  words: string;
}

/** Tiers on which the same holds for an action are one line. */
function lines(rungs: Rung[]): Line[] {
  const found = new Map<string, Line>();
  for (const { action, effect, tier, words } of rungs) {
    const key = `${action} ${effect} ${words}`;
    const known = found.get(key);
    found.set(key, { key, action, effect, words, tiers: known ? `${known.tiers}, ${tier}` : tier });
  }
  return [...found.values()];
}

export function OffTheLadder({ rungs }: { rungs: Rung[] }) {
  return (
    <SimpleTable
      caption="Actions that earn nothing here"
      stacked
      rows={lines(rungs)}
      rowKey={({ key }) => key}
      columns={[
        { head: 'Action', cell: (l) => <strong>{l.action}</strong> },
        { head: 'Effect', cell: (l) => l.effect },
        { head: 'Tiers', cell: (l) => l.tiers, tight: true },
        { head: 'Stands', cell: (l) => l.words },
      ]}
    />
  );
}
