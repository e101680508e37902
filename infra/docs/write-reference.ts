import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { PAGES } from './pages';

/** Writes the reference pages that are made from code. Call it by `npm run docs`. */
const checkout = resolve(__dirname, '../../..');
for (const [path, page] of Object.entries(PAGES)) {
  const target = resolve(checkout, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, page());
}
