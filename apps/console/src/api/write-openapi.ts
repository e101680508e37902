import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { openApiDocument } from './openapi';

/** Writes the OpenAPI document that the clients are generated from: `node dist/apps/console/src/api/write-openapi.js [FILE]`. */
const target = resolve(process.argv[2] ?? 'apps/console/openapi.json');
writeFileSync(target, `${JSON.stringify(openApiDocument(), null, 2)}\n`);
process.stdout.write(`Wrote ${target}\n`);
