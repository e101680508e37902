import type { SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Config } from './config';
import { ModelSpansOnly } from './langsmith';

/**
 * Starts OpenTelemetry when an OTLP endpoint or LangSmith is configured; otherwise nothing is loaded at all. LangSmith
 * gets the spans of model calls alone.
 *
 * @returns a function that flushes and stops it
 */
export async function startTelemetry(service: string, config: Config): Promise<() => Promise<void>> {
  const { endpoint, langsmith } = config.telemetry;
  if (!endpoint && !langsmith.apiKey) return () => Promise.resolve();
  const [{ NodeSDK }, { HttpInstrumentation }] = await Promise.all([
    import('@opentelemetry/sdk-node'),
    import('@opentelemetry/instrumentation-http'),
  ]);
  const sdk = new NodeSDK({
    serviceName: service,
    ...(langsmith.apiKey && { spanProcessors: await withLangSmith(langsmith, langsmith.apiKey, endpoint) }),
    // Without an endpoint the SDK would send metrics and logs to its usual one all the same.
    ...(!endpoint && { metricReaders: [], logRecordProcessors: [] }),
    instrumentations: [
      new HttpInstrumentation({
        // What was asked for after the `?` may be a name somebody looks for: spans do not keep it.
        startIncomingSpanHook: ({ url = '/' }) => {
          const path = url.split('?')[0]!;
          return { 'http.target': path, 'http.url': path, 'url.query': '' };
        },
        ignoreIncomingRequestHook: (request) => /^\/(health|internal)\//.test(request.url ?? ''),
      }),
    ],
  });
  sdk.start();
  return () => sdk.shutdown();
}

/** LangSmith's intake (https://docs.langchain.com/langsmith/trace-with-opentelemetry), beside the usual one if any. */
async function withLangSmith(
  { endpoint, project }: Config['telemetry']['langsmith'],
  apiKey: string,
  otlp: string | undefined,
): Promise<SpanProcessor[]> {
  const [{ BatchSpanProcessor }, { OTLPTraceExporter }] = await Promise.all([
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/exporter-trace-otlp-proto'),
  ]);
  const toLangSmith = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/$/, '')}/otel/v1/traces`,
    headers: { 'x-api-key': apiKey, 'Langsmith-Project': project },
  });
  return [
    new ModelSpansOnly(new BatchSpanProcessor(toLangSmith)),
    // Naming processors takes the place of the one the SDK makes by itself.
    ...(otlp ? [new BatchSpanProcessor(new OTLPTraceExporter())] : []),
  ];
}
