import { randomOf, shuffle } from '../faults/plan';

/** What people, an attacker and failing machines do around one proposal. */
export type Step =
  | { do: 'approve'; who: 'owner' | 'manager' | 'stranger' | 'operations'; stale: boolean }
  | { do: 'reject' }
  | { do: 'repeat the last decision' }
  | { do: 'edit the deal' }
  | { do: 'set the tier'; tier: 'T1' | 'T2' | 'T3' }
  | { do: 'give the deal to somebody else' }
  | { do: 'stop the account' }
  | { do: 'let the account go on' }
  | { do: 'send a made-up decision to Temporal' }
  | { do: 'kill'; part: string }
  | { do: 'wait'; milliseconds: number };

/** Parts a sequence may kill; each is on the way of a proposal. */
export const PARTS = ['gateway', 'orchestrator', 'qualification', 'postgres', 'temporal'] as const;

const WEIGHTS: [number, (random: () => number) => Step][] = [
  [6, (random) => ({ do: 'approve', who: 'owner', stale: random() < 0.2 })],
  [2, () => ({ do: 'approve', who: 'manager', stale: false })],
  [2, () => ({ do: 'approve', who: 'stranger', stale: false })],
  [1, () => ({ do: 'approve', who: 'operations', stale: false })],
  [1, () => ({ do: 'reject' })],
  [2, () => ({ do: 'repeat the last decision' })],
  [2, () => ({ do: 'edit the deal' })],
  [3, (random) => ({ do: 'set the tier', tier: (['T1', 'T2', 'T3'] as const)[Math.floor(random() * 3)]! })],
  [1, () => ({ do: 'give the deal to somebody else' })],
  [1, () => ({ do: 'stop the account' })],
  [1, () => ({ do: 'let the account go on' })],
  [1, () => ({ do: 'send a made-up decision to Temporal' })],
  [3, (random) => ({ do: 'wait', milliseconds: Math.floor(random() * 1_500) })],
];

/** The steps of sequence `n`: three to nine, and in every second sequence a kill among them. */
export function stepsOf(seed: number, n: number): Step[] {
  const random = randomOf(seed * 10_007 + n);
  const total = WEIGHTS.reduce((sum, [weight]) => sum + weight, 0);
  const steps = Array.from({ length: 3 + Math.floor(random() * 7) }, (): Step => {
    let at = random() * total;
    const found = WEIGHTS.find(([weight]) => (at -= weight) < 0) ?? WEIGHTS[0]!;
    return found[1](random);
  });
  if (random() < 0.5) {
    const parts = [...PARTS];
    shuffle(parts, random);
    steps.splice(Math.floor(random() * (steps.length + 1)), 0, { do: 'kill', part: parts[0]! });
  }
  return steps;
}
