import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleCompany } from './sample-company';

/** Writes the sample company's CSV files into a folder. */
export function writeSampleCompany(folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  return Object.entries(sampleCompany()).map(([name, content]) => {
    writeFileSync(join(folder, name), content);
    return name;
  });
}

if (require.main === module) {
  const folder = process.argv[2];
  if (!folder) {
    process.stderr.write('Say where to: node dist/infra/sample/generate.js FOLDER\n');
    process.exit(2);
  }
  process.stdout.write(`${writeSampleCompany(folder).length} files written to ${folder}\n`);
}
