import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Config } from '@salesagent/platform';
import { securityHeaders } from './http/security-headers';
import { serveWebApp } from './web/web-app';

/** What the console's HTTP server needs beside its routes: headers for the browser, and the web application. */
export function prepare(app: NestExpressApplication, config: Config): void {
  app.use(securityHeaders(config.auth.issuer));
  serveWebApp(app, config.console.webDir);
}
