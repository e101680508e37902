import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pdf } from '../../testing';
import { DocumentReader, type ReadingBounds } from './document-reader';
import { readDocument } from './read-document';
import { ReadingBrokeOff } from './reading-broke-off';
import { UnreadableDocument } from './unreadable';

jest.setTimeout(60_000);

const ROOT = resolve(__dirname, '../../../..');
const BUILT = join(ROOT, '.cache/reading-test');
const MEGABYTE = 1024 * 1024;

describe('A reader of documents in a process of its own', () => {
  const readers: DocumentReader[] = [];
  const aReader = (bounds: Partial<ReadingBounds> = {}): DocumentReader => {
    const program = join(BUILT, 'libs/documents/src/reading/reading-process.js');
    const reader = new DocumentReader({ time: 30_000, memory: 900 * MEGABYTE, ...bounds }, program);
    readers.push(reader);
    return reader;
  };
  const sheet = Buffer.from('# Kestrel\n\nIt sees 40 metres.\n');
  const refusal = (reading: Promise<unknown>): Promise<Error> =>
    reading.then(
      () => Promise.reject(new Error('it was read')),
      (error: Error) => error,
    );

  beforeAll(() => {
    const swc = join(ROOT, 'node_modules/@swc/cli/bin/swc.js');
    const { status, stderr } = spawnSync(process.execPath, [swc, 'libs/documents/src', '-d', BUILT, '-q'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
  });
  afterEach(() => Promise.all(readers.splice(0).map((reader) => reader.close())));

  it('reads what is read here, one after another, and says why it does not', async () => {
    const reader = aReader();
    const [first, second, third] = await Promise.all([
      reader.read('sheet.md', sheet),
      refusal(reader.read('sheet.rtf', Buffer.from('{\\rtf1 }'))),
      reader.read('again.md', sheet),
    ]);
    expect(first).toEqual(await readDocument('sheet.md', sheet));
    expect(second).toBeInstanceOf(UnreadableDocument);
    expect(second).toMatchObject({ file: 'sheet.rtf', reason: 'old-format', remedy: expect.stringContaining('.docx') });
    expect(third.file).toBe('again.md');
  });

  it('ends one that unpacks to more than the memory it has, wherever that was hidden, and reads the next', async () => {
    // Encrypted for everybody to read: what it unpacks to cannot be seen from outside.
    const bomb = await pdf((page) => void page.addContent('BT ET '.repeat(50 * MEGABYTE)), { ownerPassword: 'secret' });
    expect(bomb.length).toBeLessThan(3 * MEGABYTE);
    const reader = aReader({ memory: 400 * MEGABYTE });
    const refused = await refusal(reader.read('bomb.pdf', bomb));
    expect(refused).toMatchObject({
      file: 'bomb.pdf',
      reason: 'too-large',
      problem: expect.stringContaining('400 MB'),
    });
    expect((await reader.read('sheet.md', sheet)).blocks).toHaveLength(2);
  });

  it('ends one that takes too long, and reads the next', async () => {
    const long = await pdf((page) => {
      for (let number = 0; number < 400; number++) page.text('A discount is bought. '.repeat(60)).addPage();
    });
    const slow = aReader({ time: 1 });
    for (let time = 0; time < 2; time++) {
      const broken = await refusal(slow.read('long.pdf', long)); // on a busy machine it may be anything
      expect(broken).toBeInstanceOf(ReadingBrokeOff);
      expect(broken.message).toBe('long.pdf was not read within 0.001 s');
    }
    const patient = aReader();
    expect((await patient.read('sheet.md', sheet)).title).toBe('Kestrel');
  });

  it('tells a process that somebody ended from a document that is too large, and begins another', async () => {
    const program = join(BUILT, 'ended-by-others.js');
    writeFileSync(
      program,
      `process.on('message', ({ file }) => {
        if (file === 'idle.md') process.send({ error: 'ends now' }, () => process.kill(process.pid, 'SIGTERM'));
        else process.kill(process.pid, file);
      });`,
    );
    const reader = new DocumentReader(undefined, program);
    readers.push(reader);
    for (const signal of ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGABRT']) {
      const broken = await refusal(reader.read(signal, sheet));
      expect(broken).toBeInstanceOf(ReadingBrokeOff);
      expect(broken.message).toContain(`was being read when ${signal} ended`);
    }
    for (let answered = 0; answered < 2;) {
      const told = await refusal(reader.read('idle.md', sheet)); // one that ends may still be there for the next
      if (told.message === 'idle.md was not read: ends now') answered += 1;
      else expect(told).toBeInstanceOf(ReadingBrokeOff);
    }
  });

  it('breaks off what is read when it is told to stop', async () => {
    const long = await pdf((page) => {
      for (let number = 0; number < 400; number++) page.text('A discount is bought. '.repeat(60)).addPage();
    });
    const reader = aReader();
    await reader.read('sheet.md', sheet);
    const reading = refusal(reader.read('long.pdf', long));
    await new Promise(setImmediate);
    reader.stop();
    expect(await reading).toBeInstanceOf(ReadingBrokeOff);
  });
});
