import { randomUUID } from 'node:crypto';
import { ModelError, ModelNotConfigured, ModelUnavailable, type Spent } from '../errors';
import {
  NO_USAGE,
  type CallPurpose,
  type LanguageModel,
  type ModelAnswer,
  type ModelRequest,
  type Usage,
} from '../port';
import { limitsFor, type BudgetLimit } from './budget';
import { estimateOf } from './estimate';
import { dayOf, type CallClosed, type Estimate, type Ledger } from './ledger';
import { measureCall } from './metrics';
import type { PriceList } from './prices';

export interface Metering {
  ledger: Ledger;
  limits: readonly BudgetLimit[];
  prices: PriceList;
  provider: string;
  /** As it is asked for. */
  model: string;
  now?: () => Date;
  /** Told when a call that was made cannot be closed; it stays reserved, so that budgets err on the safe side. */
  onUnclosed?: (callId: string, error: unknown) => void;
}

/** A model whose every call is in the ledger, and which is not asked when a budget would be passed. */
export function metered(model: LanguageModel, metering: Metering): LanguageModel {
  const { ledger, prices, provider, now = () => new Date() } = metering;

  /** Notes the call, or says why it is not made. */
  async function open<T>(request: ModelRequest<T>, at: Date): Promise<{ id: string; estimate: Estimate }> {
    const { purpose, prompt } = request;
    const limits = limitsFor(metering.limits, purpose);
    const estimate = estimateOf(request, (usage) => prices.cost(metering.model, dayOf(at), usage));
    if (estimate.usd === null && limits.some(({ usd }) => usd !== undefined)) {
      throw new ModelNotConfigured(
        `There is a budget in money, but no price of ${metering.model}; add it to MODEL_PRICES_FILE.`,
      );
    }
    const id = randomUUID();
    try {
      await ledger.open({ id, at, purpose, prompt, provider, model: metering.model }, estimate, limits);
    } catch (error) {
      if (error instanceof ModelError) throw error;
      // Nothing is asked that could not be counted.
      throw Object.assign(new ModelUnavailable('The ledger of calls cannot be written.'), { cause: error });
    }
    return { id, estimate };
  }

  /** By the name of what answered, else of what was asked: a deployment may call itself anything. */
  function costOf(usage: Usage, answered: string | undefined, at: Date): number | null {
    const named = answered === undefined ? null : prices.cost(answered, dayOf(at), usage);
    return named ?? prices.cost(metering.model, dayOf(at), usage);
  }

  async function close(id: string, purpose: CallPurpose, closed: CallClosed): Promise<void> {
    measureCall({ provider, model: metering.model, purpose }, closed);
    await ledger.close(id, closed).catch((error: unknown) => metering.onUnclosed?.(id, error));
  }

  return {
    ...{ name: model.name, configured: model.configured },
    async answer<T>(request: ModelRequest<T>): Promise<ModelAnswer<T>> {
      const at = now();
      const started = performance.now();
      const { id, estimate } = await open(request, at);
      const used = ({ usage, attempts, unreported, model }: Omit<Spent, 'toolCalls'>) => {
        const [reported, broken] = [costOf(usage, model, at), unreported > 0 ? estimate.usd : 0];
        const usd = reported === null || broken === null ? null : reported + unreported * broken;
        return {
          ...(model !== undefined && { model }),
          ...{ usage, attempts, usd, estimatedTokens: unreported * estimate.tokens },
        };
      };
      try {
        const answer = await model.answer(request);
        const { usage, attempts, model: answered, latencyMs } = answer;
        // A server that reports no use at all is counted by estimate, as is what broke off before the answer.
        const { unreported = usage.inputTokens + usage.outputTokens === 0 ? 1 : 0 } = answer;
        const closed = used({ usage, attempts, unreported, model: answered });
        await close(id, request.purpose, { outcome: 'answered', ...closed, latencyMs });
        return { ...answer, costUsd: closed.usd };
      } catch (error) {
        const spent = error instanceof ModelError ? error.spent : undefined;
        await close(id, request.purpose, {
          outcome: error instanceof ModelError ? error.kind : 'unavailable',
          ...used(spent ?? { usage: NO_USAGE, attempts: 0, unreported: 1 }),
          latencyMs: performance.now() - started,
        });
        throw error;
      }
    },
  };
}
