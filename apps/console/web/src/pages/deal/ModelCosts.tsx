import type { DealCosts } from '../../api/generated/types.gen';
import { dollars } from '../../format/dollars';
import { counted } from '../../format/number';

/** `Models: 3 calls, $0.0123`, where a model was ever asked about the deal and the reader may see money. */
export function ModelCosts({ costs }: { costs: DealCosts | null }) {
  if (!costs || costs.spent.calls === 0) return null;
  return (
    <>
      {' '}
      · Models: {counted(costs.spent.calls, 'call')}, {dollars(costs.spent)}
    </>
  );
}
