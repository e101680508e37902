import type { Attention } from '@salesagent/canon/events';

export interface AttentionInputs {
  /** P(win), 0–1; null = not known, then the prior is used and named. */
  pWin: number | null;
  /** In the company's currency; null = not known. */
  amount: number | null;
  /** The action's documented uplift of P(win), as a share (the playbook's prior until measured). */
  uplift: number;
  upliftMeasured: boolean;
  /** A person's minutes to decide and do it. */
  minutes: number;
  /** Cost of a person's hour, in the company's currency. */
  hourlyCost: number;
}

export interface AttentionPriors {
  pWin: number;
  amount: number;
}

/**
 * Expected value of a person's attention: P(win) × amount × uplift − minutes × hourly cost. Parts that are only
 * assumed are named in `priors`.
 */
export function expectedValue(inputs: AttentionInputs, prior: AttentionPriors): Attention {
  const priors: string[] = [];
  if (inputs.pWin === null) priors.push('pWin');
  if (inputs.amount === null) priors.push('amount');
  if (!inputs.upliftMeasured) priors.push('uplift');
  const pWin = inputs.pWin ?? prior.pWin;
  const amount = inputs.amount ?? prior.amount;
  const { uplift, minutes, hourlyCost } = inputs;
  const value = pWin * amount * uplift - (minutes / 60) * hourlyCost;
  return { pWin, amount, uplift, minutes, hourlyCost, expectedValue: Math.round(value * 100) / 100, priors };
}
