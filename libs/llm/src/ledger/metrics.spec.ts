import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type Histogram,
} from '@opentelemetry/sdk-metrics';
import { aRequest, ANSWER } from '../../testing/a-request';
import { scriptedModel } from '../../testing/scripted-model';
import { ModelTimedOut } from '../errors';
import { MemoryLedger } from './memory-ledger';
import { metered } from './metered';
import { PriceList } from './prices';

describe('the metrics of model calls', () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  beforeAll(() => metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] })));
  afterAll(async () => {
    await reader.shutdown();
    metrics.disable();
  });

  it('are what the ledger has, by the names of the GenAI conventions', async () => {
    const metering = { ledger: new MemoryLedger(), limits: [], prices: new PriceList(), provider: 'openai' };
    const late = new ModelTimedOut('Late.', 5);
    late.spent = { usage: { inputTokens: 30, cachedInputTokens: 0, outputTokens: 0 }, attempts: 1, unreported: 1 };
    await metered(scriptedModel(ANSWER), { ...metering, model: 'gpt-5.4-mini' }).answer(aRequest());
    const unpriced = metered(scriptedModel(late), { ...metering, model: 'our-own' });
    await expect(unpriced.answer(aRequest())).rejects.toBe(late);
    await reader.forceFlush();
    const found = exporter.getMetrics().flatMap((one) => one.scopeMetrics.flatMap((scope) => scope.metrics));
    const points = found.flatMap(({ descriptor: { name, unit }, dataPoints }) =>
      dataPoints.map(({ attributes, value }) => {
        const { 'gen_ai.request.model': model, 'gen_ai.token.type': type, 'error.type': error } = attributes;
        const sum = typeof value === 'number' ? value : (value as Histogram).sum;
        return [name, unit, model, type ?? error, name.endsWith('duration') ? 'some' : sum];
      }),
    );
    const estimate = expect.any(Number) as number;
    expect(points).toEqual(
      expect.arrayContaining([
        ['gen_ai.client.token.usage', '{token}', 'gpt-5.4-mini', 'input', 1],
        ['gen_ai.client.token.usage', '{token}', 'gpt-5.4-mini', 'output', 1],
        ['gen_ai.client.token.usage', '{token}', 'our-own', 'input', 30],
        ['gen_ai.client.operation.duration', 's', 'gpt-5.4-mini', undefined, 'some'],
        ['gen_ai.client.operation.duration', 's', 'our-own', 'timed-out', 'some'],
        ['salesagent.model.cost', '{USD}', 'gpt-5.4-mini', undefined, 0.00000525],
        ['salesagent.model.unpriced_calls', '{call}', 'our-own', undefined, 1],
        ['salesagent.model.estimated_tokens', '{token}', 'our-own', undefined, estimate],
      ]),
    );
    expect(points).toHaveLength(8);
    expect(found[0]?.dataPoints[0]?.attributes).toMatchObject({
      'gen_ai.provider.name': 'openai',
      'gen_ai.agent.name': 'deal',
      'salesagent.action': 'deal-risk',
    });
    expect(JSON.stringify(found)).not.toContain('opportunity');
  });
});
