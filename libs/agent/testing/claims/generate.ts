import type { MirrorRow } from '@salesagent/mirror';
import { seeded } from '../past-company';
import { row } from '../records';
import { FLAWS } from './flaws';
import { STRANGER } from './odd-names';
import { soundSketch, type Draw, type Sketch } from './sketch';

/** A deal with everything recorded around it, and in how many ways that is wrong. */
export interface GeneratedDeal {
  /** `seed 7, deal 12: no amount, two close dates` */
  label: string;
  sketch: Sketch;
  rows: MirrorRow[];
}

/** Ids of the records of every generated deal, and of the stranger beside it. */
export const IDS = {
  ...{ account: 'OWN-A', deal: 'OWN-D', contact: 'OWN-C', colleague: 'OWN-C2', owner: 'OWN-P', product: 'OWN-G' },
  ...{ past: 'OWN-W', activity: 'OWN-E', case: 'OWN-K', contract: 'OWN-V' },
  stranger: 'OTHER',
} as const;

/** The same deals for the same seed; each has one, two or three flaws, and every flaw comes about as often. */
export function generatedDeals(count: number, seed: number): GeneratedDeal[] {
  const random = seeded(seed);
  const draw: Draw = {
    whole: (below) => Math.floor(random() * below),
    pick: (from) => from[Math.floor(random() * from.length)]!,
    chance: (share) => random() < share,
  };
  const names = Object.keys(FLAWS);
  return Array.from({ length: count }, (_, n) => {
    const sketch = soundSketch(n, draw);
    const more = Array.from({ length: draw.whole(3) }, () => draw.pick(names));
    const flaws = [...new Set([names[n % names.length]!, ...more])];
    for (const flaw of flaws) FLAWS[flaw]!(sketch);
    return {
      label: `seed ${seed}, deal ${n}: ${flaws.join(', ')}`,
      sketch,
      rows: [...rowsOf(sketch), ...strangersRows()],
    };
  });
}

/** The records of a sketch. */
export function rowsOf(s: Sketch): MirrorRow[] {
  const here = { accountId: s.account ? IDS.account : null };
  const whose = { ownerId: s.owner ? IDS.owner : null };
  const what = { productId: s.product ? IDS.product : null };
  const numbered = (id: string, n: number): string => `${id}${n + 1}`;
  return [
    ...(s.owner ? [row('person', IDS.owner, s.owner)] : []),
    ...(s.account ? [row('account', IDS.account, { ...s.account, ...whose })] : []),
    ...(s.product ? [row('product', IDS.product, s.product)] : []),
    ...(s.contact ? [row('contact', IDS.contact, { ...s.contact, ...here })] : []),
    ...(s.colleague ? [row('contact', IDS.colleague, { ...s.colleague, ...here })] : []),
    row('opportunity', IDS.deal, {
      ...{ ...s.deal, ...here, ...whose, ...what },
      contactId: s.contact ? IDS.contact : null,
    }),
    ...s.past.map((deal, n) => row('opportunity', numbered(IDS.past, n), { ...deal, ...here, ...whose, ...what })),
    ...s.activities.map((activity, n) =>
      row('activity', numbered(IDS.activity, n), {
        ...{ ...activity, ...here, opportunityId: IDS.deal },
        contactId: n % 2 === 0 && s.contact ? IDS.contact : IDS.colleague,
      }),
    ),
    ...s.cases.map((one, n) => row('case', numbered(IDS.case, n), { ...one, ...here })),
    ...(s.contract ? [row('contract', IDS.contract, { ...s.contract, ...here })] : []),
  ];
}

/** Another account with a deal, won, and what was noted there. */
export function strangersRows(): MirrorRow[] {
  const id = IDS.stranger;
  const closedAt = `${STRANGER.closedOn}T00:00:00.000Z`;
  const theirs = { accountId: `${id}-A` };
  return [
    row('person', `${id}-P`, { name: STRANGER.owner }),
    row('account', `${id}-A`, { name: STRANGER.account, ownerId: `${id}-P`, lifecycle: 'customer' }),
    row('contact', `${id}-C`, { ...theirs, name: STRANGER.contact, role: 'EB' }),
    row('product', `${id}-G`, { name: STRANGER.product, listPrice: STRANGER.amount }),
    row('opportunity', `${id}-D`, {
      ...{ ...theirs, ownerId: `${id}-P`, productId: `${id}-G`, amount: STRANGER.amount },
      ...{ outcome: 'won', closedAt, subStage: '5.3' },
    }),
    row('activity', `${id}-E`, {
      ...{ ...theirs, opportunityId: `${id}-D`, type: 'call', direction: 'inbound', happenedAt: closedAt },
      notes: STRANGER.note,
    }),
  ];
}
