import type { Change } from '@salesagent/canon/sales';
import type { Upstream } from './upstream';

/** What a person is shown in the place of a proposal's own change, and what their decision then binds to. */
export interface Shown {
  change: Change;
  digest: string;
}
export type ShownInstead = (actionIds: readonly string[]) => Promise<ReadonlyMap<string, Shown>>;

const NOTHING: ReadonlyMap<string, Shown> = new Map();

/** For readers who decide nothing: every proposal is shown as it is. */
export const AS_IT_IS: ShownInstead = () => Promise.resolve(NOTHING);

/**
 * Asks orchestrator which of these proposals this person sees made wrong on purpose, to know whether approvals are read.
 * Where it does not answer nobody is tested, and proposals are read all the same.
 */
export function shownInstead(upstream: Upstream, token: string): ShownInstead {
  return async (actionIds) => {
    if (actionIds.length === 0) return NOTHING;
    try {
      const { instead } = await upstream.json<{ instead: (Shown & { actionId: string })[] }>(
        'orchestrator',
        '/ladder/shown',
        { method: 'POST', token, body: { actionIds }, timeoutMilliseconds: 3_000 },
      );
      return new Map(instead.map(({ actionId, change, digest }) => [actionId, { change, digest }]));
    } catch {
      return NOTHING;
    }
  };
}
