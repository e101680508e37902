import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Config } from '@salesagent/platform';
import { MCP_PATH } from './assistant/address';
import { assistantDoor } from './assistant/door';
import { securityHeaders } from './http/security-headers';
import { consoleUrlOf } from './session/session.module';
import { serveWebApp } from './web/web-app';

/** Messages of assistants are read as bytes, of which few are taken: bodies elsewhere may carry whole imports. */
export const BYTES_AT = [MCP_PATH];

/** What the console's HTTP server needs beside its routes: headers for the browser, the door for assistants, and the web application. */
export function prepare(app: NestExpressApplication, config: Config): void {
  app.use(securityHeaders(config.auth.issuer));
  app.use(MCP_PATH, assistantDoor(consoleUrlOf(config)));
  serveWebApp(app, config.console.webDir);
}
