import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { commandLine, isAlive } from '@salesagent/servers';
import { exportJWK, generateKeyPair } from 'jose';
import { StartError } from './options';

/** The company a home holds. */
export interface HomeCompany {
  slug: string;
  name: string;
  /** `sample`, the name of the folder it was imported from, or the hosted CRM that it is read from. */
  source: string;
  /** It lives in somebody else's CRM, which `source` names; an export folder may have the same name. */
  hosted?: true;
}

/** A key pair, each half in a file of its own, as JWK. */
export interface KeyFiles {
  privateKeyFile: string;
  publicKeyFile: string;
}

/** The folder of a local stack's state: data, keys, logs, ports, secrets. One stack at a time runs on it. */
export class Home {
  constructor(readonly folder: string) {}

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  /** @throws StartError when the folder cannot be written */
  create(): void {
    try {
      makeFolder(this.folder);
      mkdirSync(this.path('logs'), { recursive: true });
      mkdirSync(this.path('keys'), { recursive: true, mode: 0o700 });
      const probe = this.path(`.probe-${process.pid}`);
      writeFileSync(probe, '');
      rmSync(probe);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new StartError(`the folder ${this.folder} cannot be written (${reason}): choose another by --home DIR`);
    }
  }

  /** @throws StartError when another start runs on this home */
  lock(): void {
    const file = this.path('start.pid');
    for (let attempt = 0; attempt < 2; attempt += 1) {
      try {
        writeFileSync(file, `${process.pid}\n`, { flag: 'wx' });
        return;
      } catch {
        const pid = Number(readFileSync(file, 'utf8'));
        if (isAlive(pid) && isStart(pid)) {
          throw new StartError(
            `another \`npm start\` (process ${pid}) runs on ${this.folder}: stop it, or choose another folder by --home DIR`,
          );
        }
        rmSync(file, { force: true }); // it was killed
      }
    }
    throw new StartError(`${file} cannot be taken: somebody else is starting on ${this.folder}`);
  }

  unlock(): void {
    rmSync(this.path('start.pid'), { force: true });
  }

  /** A JSON file of the home, or null when there is none (or it was cut off by a crash). */
  read<T>(name: string): T | null {
    try {
      return JSON.parse(readFileSync(this.path(name), 'utf8')) as T;
    } catch {
      return null;
    }
  }

  write(name: string, content: unknown, mode = 0o644): void {
    writeFileSync(this.path(`${name}.partial`), `${JSON.stringify(content, null, 2)}\n`, { mode });
    renameSync(this.path(`${name}.partial`), this.path(name));
  }

  remove(name: string): void {
    rmSync(this.path(name), { force: true });
  }

  /**
   * The company of this home; the first start decides which. One with a hosted CRM is written down at once: that CRM is
   * read as soon as services run, and a home must not hold a company's data without its name.
   * @throws StartError when the home holds another company than is asked for: two do not mix
   */
  company(importFolder: string | null, asked: HomeCompany | null = null): HomeCompany {
    const held = this.read<HomeCompany>('company.json');
    if (asked) {
      if (!held || isSame(held, asked)) {
        this.write('company.json', asked);
        return asked;
      }
      throw new StartError(
        `${this.folder} holds ${held.name} (${held.source}), and a home holds one company and one CRM: npm start -- --home .salesagent-${asked.slug} --company ${asked.slug}`,
      );
    }
    if (held?.hosted) {
      throw new StartError(
        `${this.folder} holds ${held.name}, which is read from ${held.source}: npm start -- --company ${held.slug}`,
      );
    }
    if (!held) {
      return importFolder
        ? { slug: slugOf(basename(importFolder)), name: nameOf(basename(importFolder)), source: basename(importFolder) }
        : { slug: 'sample', name: 'Sample company', source: 'sample' };
    }
    if (importFolder && held.source === 'sample') {
      const other = `.salesagent-${slugOf(basename(importFolder))}`;
      throw new StartError(
        `${this.folder} holds the sample company, and a home holds one company: npm start -- --home ${other} --import ${importFolder}`,
      );
    }
    return held;
  }

  /** A secret of this home by name, made when first asked for; readable by its owner only. */
  secret(name: string): string {
    const secrets = this.read<Record<string, string>>('secrets.json') ?? {};
    secrets[name] ??= randomBytes(24).toString('base64url');
    this.write('secrets.json', secrets, 0o600);
    return secrets[name];
  }

  /** Files of the key pair that orchestrator signs permits with and gateway verifies them by. */
  permitKeys(): Promise<KeyFiles> {
    return this.keyPair('permit');
  }

  /** Files of the key pair that orchestrator signs the audit chain with and anybody verifies it by. */
  auditKeys(): Promise<KeyFiles> {
    return this.keyPair('audit');
  }

  private async keyPair(name: string): Promise<KeyFiles> {
    const privateKeyFile = this.path('keys', `${name}-private.jwk`);
    const publicKeyFile = this.path('keys', `${name}-public.jwk`);
    if (!existsSync(privateKeyFile) || !existsSync(publicKeyFile)) {
      const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
      const kid = randomBytes(8).toString('hex');
      const write = async (file: string, key: typeof privateKey) => {
        writeFileSync(file, JSON.stringify({ ...(await exportJWK(key)), alg: 'EdDSA', use: 'sig', kid }), {
          mode: 0o600,
        });
      };
      await write(publicKeyFile, publicKey);
      await write(privateKeyFile, privateKey);
    }
    return { privateKeyFile, publicKeyFile };
  }
}

/** Of homes without the mark, those of an export have the slug of its folder; older hosted ones that of the company. */
const isSame = (held: HomeCompany, asked: HomeCompany): boolean =>
  held.slug === asked.slug && held.source === asked.source && (held.hosted ?? held.slug !== held.source);

/** Step by step: `recursive` never returns where a file system answers "no such file" to making a folder (/proc). */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

function isStart(pid: number): boolean {
  return process.platform !== 'linux' || commandLine(pid).includes(join('infra', 'local', 'start'));
}

function slugOf(name: string): string {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '');
  return slug.slice(0, 40) || 'company';
}

function nameOf(folder: string): string {
  return folder.replace(/[-_]+/g, ' ').replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
}
