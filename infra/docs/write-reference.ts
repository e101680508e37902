import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { leftOver } from '../contracts/owned-files';
import { checkout } from '../contracts/releases';
import { PAGES } from './pages';

/** Writes the reference pages and contracts that are made from code. Call it by `npm run docs`. */
const root = checkout();
for (const [path, page] of Object.entries(PAGES)) {
  const target = join(root, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, page());
}
for (const path of leftOver(root)) rmSync(join(root, path));
