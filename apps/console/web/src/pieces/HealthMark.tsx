import type { DealRow } from '../api/generated/types.gen';
import { Mark } from './Mark';

const MEANING = {
  live: 'Younger than the oldest deal you have won.',
  stalled: 'Older than four in five of the deals you have won, but still inside what you have won.',
  dead: 'Older than any deal you have ever won.',
} as const;

/** Whether an open deal is live, stalled or dead; a closed one shows how it ended. */
export function HealthMark({ deal }: { deal: Pick<DealRow, 'health' | 'outcome'> }) {
  if (deal.outcome === 'won') return <Mark tone="live">won</Mark>;
  if (deal.outcome === 'lost') return <Mark tone="plain">lost</Mark>;
  if (!deal.health) return null;
  return (
    <Mark tone={deal.health} title={MEANING[deal.health]}>
      {deal.health}
    </Mark>
  );
}
