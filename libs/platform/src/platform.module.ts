import { Module, type DynamicModule, type OnApplicationShutdown, Inject } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { LoggerModule } from 'nestjs-pino';
import type { Pool } from 'pg';
import { realClock } from './clock';
import type { Config } from './config';
import { HealthController } from './health.controller';
import { createPool } from './pool';
import { ProgressController } from './progress.controller';
import { ServiceStatus } from './service-status';
import { CLOCK, CONFIG, POOL, SERVICE_NAME } from './tokens';

/** What was asked for after the `?` may be a name somebody looks for: logs do not keep it. */
function withoutQuestion({ query: _query, ...request }: { url: string; query?: unknown }): object {
  return { ...request, url: request.url.split('?')[0] };
}

/** What every service has: configuration, clock, pool, log, health and progress. Global; `bootstrap` imports it. */
@Module({})
export class PlatformModule implements OnApplicationShutdown {
  constructor(@Inject(POOL) private readonly pool: Pool | null) {}

  static forService(service: string, config: Config): DynamicModule {
    return {
      module: PlatformModule,
      global: true,
      imports: [
        TerminusModule.forRoot({ logger: false }),
        LoggerModule.forRoot({
          pinoHttp: {
            level: config.log.level,
            base: { service, company: config.company },
            autoLogging: { ignore: (request) => /^\/(health|internal)\//.test(request.url ?? '') },
            serializers: { req: withoutQuestion },
            redact: ['req.headers.authorization', 'req.headers.cookie', 'res.headers["set-cookie"]'],
            customLogLevel: (_request, response, error) =>
              error || response.statusCode >= 500 ? 'error' : response.statusCode >= 400 ? 'warn' : 'debug',
          },
        }),
      ],
      controllers: [HealthController, ProgressController],
      providers: [
        { provide: SERVICE_NAME, useValue: service },
        { provide: CONFIG, useValue: config },
        { provide: CLOCK, useValue: realClock },
        { provide: POOL, useFactory: () => createPool({ ...config.database, applicationName: service }) },
        ServiceStatus,
      ],
      exports: [SERVICE_NAME, CONFIG, CLOCK, POOL, ServiceStatus],
    };
  }

  /** Runs after every other module has stopped its consumers and workers. */
  async onApplicationShutdown(): Promise<void> {
    await this.pool?.end();
  }
}
