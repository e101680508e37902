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
        ignoreIncomingRequestHook: (request) => /^\/(health|internal)\//.test(request.url ?? ''),
      }),
    ],
  });
  sdk.start();
  return () => sdk.shutdown();
}
