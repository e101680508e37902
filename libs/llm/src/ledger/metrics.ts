import { metrics, type Attributes } from '@opentelemetry/api';
import type { CallPurpose } from '../port';
import type { CallClosed } from './ledger';

/** Of the GenAI conventions, for both histograms. */
const TOKEN_BUCKETS = Array.from({ length: 14 }, (_, power) => 4 ** power);
const SECOND_BUCKETS = Array.from({ length: 14 }, (_, power) => 2 ** power / 100);

/** As the GenAI conventions name what is asked for. */
export type Operation = 'chat' | 'embeddings';

export interface MeasuredCall {
  operation: Operation;
  provider: string;
  /** As it was asked for. */
  model: string;
  purpose: CallPurpose;
}

const meter = () => metrics.getMeter('salesagent.llm');

/**
 * A call that has ended, by the GenAI semantic conventions of OpenTelemetry
 * (https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-metrics/): the numbers of the ledger, for alerts. Tokens
 * are those that the provider reported, as the conventions ask; what is estimated has a counter of its own, and so
 * have calls without a price, whose money is in no sum. Records and proposals are in the ledger alone: there are too
 * many of them for a metric.
 */
export function measureCall({ operation, provider, model, purpose }: MeasuredCall, closed: CallClosed): void {
  const asked: Attributes = {
    'gen_ai.operation.name': operation,
    'gen_ai.provider.name': provider,
    'gen_ai.request.model': model,
    ...(closed.model !== undefined && { 'gen_ai.response.model': closed.model }),
    'gen_ai.agent.name': purpose.agent,
    'salesagent.action': purpose.action,
  };
  const { usage, estimatedTokens, usd, latencyMs, outcome } = closed;
  duration().record(latencyMs / 1_000, { ...asked, ...(outcome !== 'answered' && { 'error.type': outcome }) });
  if (usage.inputTokens > 0) tokens().record(usage.inputTokens, { ...asked, 'gen_ai.token.type': 'input' });
  if (usage.outputTokens > 0) tokens().record(usage.outputTokens, { ...asked, 'gen_ai.token.type': 'output' });
  if (estimatedTokens > 0) estimated().add(estimatedTokens, asked);
  if (usd === null) unpriced().add(1, asked);
  else cost().add(usd, asked);
}

const tokens = () =>
  meter().createHistogram('gen_ai.client.token.usage', {
    description: 'Tokens of a call as the provider reported them, cached ones included.',
    unit: '{token}',
    advice: { explicitBucketBoundaries: TOKEN_BUCKETS },
  });

const duration = () =>
  meter().createHistogram('gen_ai.client.operation.duration', {
    description: 'A call from asking to its end, waits and retries included.',
    unit: 's',
    advice: { explicitBucketBoundaries: SECOND_BUCKETS },
  });

const estimated = () =>
  meter().createCounter('salesagent.model.estimated_tokens', {
    description: 'Tokens of requests whose use nobody reported, by estimate.',
    unit: '{token}',
  });

const cost = () =>
  meter().createCounter('salesagent.model.cost', {
    description: 'US dollars of calls that have a price, by the price list of their day.',
    unit: '{USD}',
  });

const unpriced = () =>
  meter().createCounter('salesagent.model.unpriced_calls', {
    description: 'Calls of models without a price; their money is in no sum.',
    unit: '{call}',
  });
