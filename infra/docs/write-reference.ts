import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { configurationPage } from './configuration-page';

/** Writes the reference pages that are made from code. Call it by `npm run docs`. */
const target = resolve(__dirname, '../../../docs/reference/configuration.md');
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, configurationPage());
