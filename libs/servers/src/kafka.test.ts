import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWithKafka } from '../testing/kafka';
import { isAlive, servesKafka, startKafka, waitUntil, type KafkaServer } from './index';

jest.setTimeout(240_000);

describeWithKafka('Apache Kafka without a container', () => {
  let directory: string;
  let server: KafkaServer | undefined;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'kafka-'));
  });
  afterEach(async () => {
    await server?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const clusterOf = (): string | undefined =>
    /cluster\.id=(\S+)/.exec(readFileSync(join(directory, 'data', 'meta.properties'), 'utf8'))?.[1];

  it('serves, ends when it is told to, and comes back on the same storage', async () => {
    server = await startKafka({ directory });
    expect(await servesKafka(server.address)).toBe(true);
    const cluster = clusterOf();
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
    server = await startKafka({ directory, port: Number(server.address.split(':')[1]) });
    expect(await servesKafka(server.address)).toBe(true);
    expect(clusterOf()).toBe(cluster);
  });

  it('recovers after kill -9, and reports that it ended', async () => {
    let ended = false;
    server = await startKafka({ directory, onExit: () => (ended = true) });
    process.kill(server.pid, 'SIGKILL');
    expect(await waitUntil(() => ended, 10_000)).toBe(true);
    server = await startKafka({ directory });
    expect(await servesKafka(server.address)).toBe(true);
  });

  it('ends a server that was left running on its folder', async () => {
    const left = await startKafka({ directory });
    server = await startKafka({ directory });
    expect(isAlive(left.pid)).toBe(false);
    expect(server.pid).not.toBe(left.pid);
    expect(existsSync(join(directory, 'kafka.pid'))).toBe(true);
  });

  it('shows the end of its log when it cannot start', async () => {
    await expect(startKafka({ directory, settings: { 'log.retention.ms': 'soon' } })).rejects.toThrow(
      /log\.retention\.ms/,
    );
  });
});

describe('a machine without Java', () => {
  const path = process.env['PATH'];
  afterEach(() => {
    process.env['PATH'] = path;
  });

  it('is told so at once, and what to install', async () => {
    process.env['PATH'] = join(tmpdir(), 'nothing-here');
    await expect(startKafka({ directory: tmpdir() })).rejects.toThrow(/Java 17 or newer.*apt-get install/);
  });
});
