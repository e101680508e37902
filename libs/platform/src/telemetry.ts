import type { Config } from './config';

/**
 * Starts OpenTelemetry when an OTLP endpoint is configured; otherwise nothing is loaded at all.
 *
 * @returns a function that flushes and stops it
 */
export async function startTelemetry(service: string, config: Config): Promise<() => Promise<void>> {
  if (!config.telemetry.endpoint) return () => Promise.resolve();
  const [{ NodeSDK }, { HttpInstrumentation }] = await Promise.all([
    import('@opentelemetry/sdk-node'),
    import('@opentelemetry/instrumentation-http'),
  ]);
  const sdk = new NodeSDK({
    serviceName: service,
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
