import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildEventsPackage, packedFiles } from './events-package';
import { releases } from './releases';

jest.setTimeout(120_000);

describe('the package for consumers', () => {
  it('compiles by itself and packs types, code and nothing else', () => {
    const folder = buildEventsPackage();
    const files = packedFiles(folder).map(({ path }) => path);
    expect(files).toEqual(expect.arrayContaining(['package.json', 'README.md', 'dist/index.js', 'dist/index.d.ts']));
    expect(files).toContain('dist/generated/events.d.ts');
    expect(files.filter((path) => !/^(package\.json|README\.md|dist\/.*\.(js|d\.ts))$/.test(path))).toEqual([]);
  });

  it('has the version of the last release of the contracts', () => {
    const { version } = JSON.parse(readFileSync(join(__dirname, '../../integrations/events/package.json'), 'utf8')) as {
      version: string;
    };
    expect(version).toBe(releases().at(-1)!.release);
  });

  it('depends on nothing of ours', () => {
    const folder = join(__dirname, '../../integrations/events');
    const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    expect(Object.keys(dependencies)).toEqual(['ajv', 'ajv-formats']);
    const { devDependencies } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as {
      devDependencies: Record<string, string>;
    };
    expect(devDependencies).toMatchObject(dependencies);
  });
});
