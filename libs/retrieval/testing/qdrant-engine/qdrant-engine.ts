import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { downloadCache, freePort } from '@salesagent/servers';

const REQUIREMENTS = join(__dirname, 'requirements.txt');

/** What this machine lacks to run Qdrant's engine; null when nothing. Downloads nothing. */
export function qdrantEngineLacks(): string | null {
  const version = 'import sys; assert sys.version_info >= (3, 10)';
  const works = (parameters: string[]): boolean => spawnSync('python3', parameters, { timeout: 15_000 }).status === 0;
  if (!works(['-c', version])) return 'python3 of 3.10 or newer, for the engine of Qdrant';
  return works(['-m', 'pip', '--version']) ? null : 'pip, to download the engine of Qdrant once';
}

export interface QdrantEngine {
  url: string;
  /** As kill -9 does; whoever asks afterwards is refused. */
  kill(): Promise<void>;
}

/** Starts it with nothing in it. The packages are downloaded once, 16 MB, and kept in the cache. */
export async function startQdrantEngine(apiKey: string): Promise<QdrantEngine> {
  const packages = enginePackages();
  const port = await freePort();
  const child = spawn('python3', [join(__dirname, 'server.py'), String(port), apiKey], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, QDRANT_ENGINE: packages, PYTHONDONTWRITEBYTECODE: '1' },
  });
  await ready(child);
  return { url: `http://127.0.0.1:${port}`, kill: () => killed(child) };
}

/** A folder of the pinned packages, named by them; it has its name only when all of them are there. */
function enginePackages(): string {
  const pins = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
  const place = join(downloadCache(), `qdrant-engine-${pins.slice(0, 12)}`);
  if (existsSync(place)) return place;
  const partial = mkdtempSync(join(downloadCache(), '.qdrant-engine-'));
  try {
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '--no-deps'];
    const wheels = ['--only-binary', ':all:', '--target', partial, '-r', REQUIREMENTS];
    const { status, stderr } = spawnSync('python3', [...pip, ...wheels], { encoding: 'utf8', timeout: 300_000 });
    if (status !== 0) throw new Error(`pip could not install the engine of Qdrant:\n${stderr}`);
    renameSync(partial, place);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    // Another run may have been faster.
    if (!existsSync(place)) throw error;
  }
  return place;
}

function ready(child: ChildProcess): Promise<void> {
  let said = '';
  child.stderr!.on('data', (part: Buffer) => (said = (said + part.toString()).slice(-4_000)));
  return new Promise((resolve, reject) => {
    child.stdout!.once('data', () => resolve());
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the engine of Qdrant ended with status ${code}:\n${said}`)));
  });
}

function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}
