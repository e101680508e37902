import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { filesBelow } from './files-below';

describe('the files of a folder', () => {
  let above: string;
  let folder: string;
  beforeEach(() => {
    above = mkdtempSync(join(tmpdir(), 'links-'));
    folder = join(above, 'documents');
    mkdirSync(folder);
  });
  afterEach(() => rmSync(above, { recursive: true }));

  const write = (...files: string[]): void => {
    for (const file of files) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), 'Words.');
    }
  };
  const link = (name: string, to: string): void => symlinkSync(to, join(folder, name));
  const found = async (at = folder) =>
    (await filesBelow(at)).map(({ file, unfollowed }) => (unfollowed ? `${file} ${unfollowed.problem}` : file));

  it('are found through the links a ConfigMap is mounted as, also when another edition takes its place', async () => {
    write('..2026_01_31/guide.md', '..2026_01_31/sheets/pro.md', '..2026_01_31/logo.png');
    link('..data', '..2026_01_31');
    for (const name of ['guide.md', 'sheets', 'logo.png']) link(name, `..data/${name}`);
    expect(await found()).toEqual(['guide.md', 'sheets/pro.md']);
    write('..2026_02_01/guide.md');
    rmSync(join(folder, '..data'));
    link('..data', '..2026_02_01');
    expect(await found()).toEqual(['guide.md', 'sheets is a link that cannot be followed (ENOENT)']);
  });

  it('are found where the folder is a link itself', async () => {
    write('a.md');
    symlinkSync('documents', join(above, 'current'));
    expect(await found(join(above, 'current'))).toEqual(['a.md']);
  });

  it('are found once, by their own names first, and links in a circle end', async () => {
    write('z/real.md', 'b/c/deep.md');
    link('a.md', 'z/real.md');
    link('again', 'b');
    link('b/c/up', '../..');
    link('me', 'me');
    expect(await found()).toEqual(['b/c/deep.md', 'me is a link that cannot be followed (ELOOP)', 'z/real.md']);
  });

  it('are not looked for outside, and a link that leads there is named', async () => {
    mkdirSync(join(above, 'documents-of-others'));
    writeFileSync(join(above, 'documents-of-others', 'secret.md'), 'Secret.');
    writeFileSync(join(above, 'photo.png'), '');
    link('secret.md', '../documents-of-others/secret.md');
    link('others', '../documents-of-others');
    link('photo.png', '../photo.png');
    expect(await found()).toEqual(['others is a link out of the folder', 'secret.md is a link out of the folder']);
  });
});
