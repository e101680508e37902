import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Logger } from 'nestjs-pino';
import { loadConfig, type Config } from './config';
import { PlatformModule } from './platform.module';
import { ServiceStatus } from './service-status';
import { startTelemetry } from './telemetry';

export interface BootstrapOptions {
  /** Name of the service as in `apps/<name>`. */
  service: string;
  config?: Config;
  /** Largest request body; imports carry whole files. */
  bodyLimit?: string;
  /** Paths whose requests keep the bytes they came in, because a signature is over them: a Buffer of at most 1 MB. */
  bytesAt?: readonly string[];
  /** Called before the service listens, e.g. to set up OpenAPI or static files. */
  prepare?: (app: NestExpressApplication, config: Config) => void | Promise<void>;
}

/** After this many milliseconds of draining the process ends anyway. */
const DRAIN_LIMIT = 10_000;

@Module({})
class ServiceRoot {}

/**
 * Starts a service: configuration, telemetry, Nest with its log and health routes, and a drain on SIGTERM, SIGINT or
 * when the process that started it is gone.
 */
export async function bootstrap(
  appModule: Type | DynamicModule,
  options: BootstrapOptions,
): Promise<NestExpressApplication> {
  const config = options.config ?? loadConfig();
  const stopTelemetry = await startTelemetry(options.service, config);
  const root: DynamicModule = {
    module: ServiceRoot,
    imports: [PlatformModule.forService(options.service, config), appModule],
  };
  const app = await NestFactory.create<NestExpressApplication>(root, { bufferLogs: true, forceCloseConnections: true });
  app.useLogger(app.get(Logger));
  const { bytesAt = [] } = options;
  // Before the others: a body is read once.
  if (bytesAt.length > 0) app.useBodyParser('raw', { limit: '1mb', type: (request) => isAt(bytesAt, request.url) });
  app.useBodyParser('json', { limit: options.bodyLimit ?? '64mb' });
  app.disable('x-powered-by');
  drainOnEnd(app, stopTelemetry);
  await options.prepare?.(app, config);
  await app.listen(config.http.port, config.http.host);
  return app;
}

/** As routes are found: in any case, with or without a slash at the end. */
function isAt(paths: readonly string[], url = ''): boolean {
  const at = url.toLowerCase().replace(/\/?(\?.*)?$/s, '');
  return paths.some((path) => at === path.toLowerCase());
}

function drainOnEnd(app: NestExpressApplication, stopTelemetry: () => Promise<void>): void {
  let draining = false;
  const drain = (): void => {
    if (draining) return;
    draining = true;
    app.get(ServiceStatus).drain();
    const limit = setTimeout(() => process.exit(1), DRAIN_LIMIT);
    limit.unref();
    app
      .close()
      .then(stopTelemetry)
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  process.once('SIGTERM', drain);
  process.once('SIGINT', drain);
  process.once('disconnect', drain); // the parent that held our IPC channel was killed
}
