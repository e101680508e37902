import type { NestExpressApplication } from '@nestjs/platform-express';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PostgresBus } from '@salesagent/bus';
import type { IntegrationEvent } from '@salesagent/canon/events';
import { bootstrap, loadConfig } from '@salesagent/platform';
import { freePort } from '@salesagent/servers';
import { ConsoleModule } from '../console.module';
import { BYTES_AT, prepare } from '../prepare';
import { consoleDatabase, type ConsoleDatabase } from './console-database';
import { COMPANY } from './event-history';
import { signInIssuer, type SignInIssuer } from './sign-in-issuer';
import { stubService, type StubService } from './stub-service';

export interface RunningConsole {
  url: string;
  /** What listens at `url`. */
  server: Server;
  /** A home folder like that of `npm start`: `stack.json` names the console. */
  home: string;
  db: ConsoleDatabase;
  issuer: SignInIssuer;
  /** Stands for every other service. */
  others: StubService;
  /** Publishes on the real bus and waits until the console has projected it. */
  publish(events: IntegrationEvent[]): Promise<void>;
  stop(): Promise<void>;
}

/** The console's backend as a service: real HTTP, real Postgres, real bus, an issuer; the other services are stubs. */
export async function runningConsole(more: Readonly<Record<string, string>> = {}): Promise<RunningConsole> {
  const [db, issuer, others, port] = await Promise.all([consoleDatabase(), signInIssuer(), stubService(), freePort()]);
  const home = mkdtempSync(join(tmpdir(), 'console-'));
  const webDir = join(home, 'web');
  mkdirSync(join(webDir, 'assets'), { recursive: true });
  writeFileSync(join(webDir, 'index.html'), '<!doctype html><title>Console</title>');
  writeFileSync(join(webDir, 'assets', 'app-1.js'), 'export {};');
  const url = `http://127.0.0.1:${port}`;
  const services = ['GATEWAY', 'ORCHESTRATOR', 'LEAD_GEN', 'QUALIFICATION', 'DEAL', 'CUSTOMER_SUCCESS', 'OPS_ANALYST'];
  const config = loadConfig({
    SALESAGENT_COMPANY: COMPANY,
    SALESAGENT_HOME: home,
    DATABASE_URL: db.url,
    PORT: String(port),
    LOG_LEVEL: 'silent',
    CONSOLE_URL: url,
    CONSOLE_WEB_DIR: webDir,
    OIDC_ISSUER: issuer.issuer,
    PLAYBOOKS_DIR: 'playbooks',
    ...Object.fromEntries(services.map((s) => [`${s}_URL`, others.url])),
    ...more,
  });
  const app: NestExpressApplication = await bootstrap(ConsoleModule, {
    service: 'console',
    config,
    prepare,
    bytesAt: BYTES_AT,
  });
  writeFileSync(join(home, 'stack.json'), JSON.stringify({ consoleUrl: url }));
  const bus = new PostgresBus(db.database.pool);
  return {
    url,
    server: app.getHttpServer() as Server,
    home,
    db,
    issuer,
    others,
    publish: async (events) => {
      await bus.publish(events);
      await projected(url);
    },
    stop: async () => {
      await app.close();
      await bus.close();
      await Promise.all([issuer.close(), others.close(), db.drop()]);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function projected(url: string): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/internal/progress`);
    const { consumers } = (await response.json()) as { consumers: { caughtUp: boolean; lag: number }[] };
    if (consumers.length > 0 && consumers.every((c) => c.caughtUp)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
