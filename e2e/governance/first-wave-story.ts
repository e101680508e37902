import { until, type RunningStack } from '../harness';

interface DocketItem {
  action: string;
  opportunityId: string;
  ownerId: string | null;
  state: string;
}
interface Docket {
  caps: { rep: number };
  items: DocketItem[];
}
interface Deals {
  total: number;
  deals: { id: string }[];
}

/** Proposals of each owner, and how many of them were given out. */
function byOwner(items: DocketItem[]): { owner: string | null; has: number; given: number }[] {
  const waits = (state: string) => state === 'proposed' || state === 'queued';
  return [...new Set(items.map(({ ownerId }) => ownerId))].map((owner) => {
    const own = items.filter(({ ownerId }) => ownerId === owner);
    return { owner, has: own.length, given: own.filter(({ state }) => !waits(state)).length };
  });
}

/** What the export's stalled deals must come to: every one a proposal, given out under the cap, nobody left out. */
export function firstWaveStory(product: () => RunningStack, expected: { stalled: number; owners: number }): void {
  describe('the first wave', () => {
    let docket: Docket;
    let alerts: DocketItem[];
    beforeAll(async () => {
      // On a slow machine the wave begins before the last proposals are in, and goes on with them.
      docket = await until(
        'every proposal is in and everybody was given some',
        () => product().api<Docket>('/api/docket?limit=2000'),
        ({ caps, items }) =>
          items.length >= expected.stalled &&
          byOwner(items).every(({ has, given }) => given >= Math.min(has, caps.rep)),
      );
      alerts = docket.items.filter(({ action }) => action === 'stalled-deal-alert');
    });

    it('comes from every stalled deal and from no other', async () => {
      const { total, deals } = await product().api<Deals>('/api/deals?lane=stalled&limit=500');
      expect(total).toBe(expected.stalled);
      expect(alerts.map((item) => item.opportunityId).sort()).toEqual(deals.map((deal) => deal.id).sort());
    });

    it('holds no dead deal', async () => {
      const page = (offset: number) => product().api<Deals>(`/api/deals?lane=dead&limit=500&offset=${offset}`);
      const pages = await Promise.all([page(0), page(500), page(1_000)]);
      const dead = new Set(pages.flatMap(({ deals }) => deals.map(({ id }) => id)));
      expect(dead.size).toBe(pages[0]?.total);
      expect(docket.items.filter((item) => dead.has(item.opportunityId))).toEqual([]);
    });

    it('gives every owner some, and nobody more than the cap', () => {
      const owners = byOwner(alerts);
      expect(docket.caps.rep).toBe(5);
      expect(owners).toHaveLength(expected.owners);
      for (const { has, given } of owners) expect(given).toBe(Math.min(has, docket.caps.rep));
    });
  });
}
