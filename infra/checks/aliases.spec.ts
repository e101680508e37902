import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Paths = Record<string, string[]>;

const root = join(__dirname, '../..');
const read = (file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'));

it('gives the compiler of what runs every alias that types and tests know', () => {
  const types = (read('tsconfig.base.json') as { compilerOptions: { paths: Paths } }).compilerOptions.paths;
  const runs = (read('.swcrc') as { jsc: { paths: Paths } }).jsc.paths;
  const asTypes = Object.entries(runs).map(([alias, places]) => [alias, places.map((place) => `./${place}`)]);
  expect(Object.fromEntries(asTypes)).toEqual(types);
});
