import type { NestExpressApplication } from '@nestjs/platform-express';
import express, { type NextFunction, type Request, type Response } from 'express';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Paths that are not pages. */
const NOT_A_PAGE = /^\/(api|auth|health|internal|mcp|\.well-known)(\/|$)/;

/**
 * Serves the built web application: files as they are, hashed assets for ever, and the page for every other address,
 * since its routes live in the browser.
 */
export function serveWebApp(app: NestExpressApplication, folder: string): void {
  const root = resolve(folder);
  const page = join(root, 'index.html');
  app.use('/assets', express.static(join(root, 'assets'), { immutable: true, maxAge: '365d', fallthrough: true }));
  app.use(express.static(root, { index: false, maxAge: 0 }));
  app.use((request: Request, response: Response, next: NextFunction) => {
    if (request.method !== 'GET' || NOT_A_PAGE.test(request.path)) return next();
    if (request.path.startsWith('/assets/')) return response.status(404).end();
    if (!existsSync(page)) {
      response.status(503).set({ 'retry-after': '2', refresh: '2' }).type('text');
      response.send(
        `The web application is being built; this page loads again by itself. If it stays: npm run build.\n`,
      );
      return undefined;
    }
    response.setHeader('cache-control', 'no-cache');
    return response.sendFile(page);
  });
}
