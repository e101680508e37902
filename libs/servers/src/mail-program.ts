import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { downloadCache } from './download-cache';
import { ServerError } from './errors';
import { runProgram } from './run-program';

const VERSION = '2.1.7';
const JAR = `greenmail-standalone-${VERSION}.jar`;
const DOWNLOAD_LIMIT = 180_000;

const jar = (): string => join(downloadCache(), JAR);
const runs = (program: string, parameter: string): boolean =>
  spawnSync(program, [parameter], { timeout: 15_000, env: process.env }).status === 0;

/** What this machine lacks to run GreenMail, with the remedy; null when nothing is. Downloads nothing. */
export function mailLacks(): string | null {
  if (!runs('java', '-version'))
    return 'Java 11 or newer: `java` is not on PATH. Install a JRE (Debian: apt-get install openjdk-17-jre-headless)';
  if (existsSync(jar()) || runs('mvn', '--version')) return null;
  return `Maven, to download GreenMail ${VERSION} once: \`mvn\` is not on PATH. Install it (Debian: apt-get install maven)`;
}

/**
 * GreenMail, a mail server with SMTP and a way to ask what has arrived, as Maven has it; downloaded once into the cache
 * (11 MB). @throws ServerError naming what is missing and the remedy
 */
export async function mailProgram(): Promise<string> {
  const lacks = mailLacks();
  if (lacks) throw new ServerError(`GreenMail cannot run here, it needs ${lacks}.`);
  if (existsSync(jar())) return jar();
  const partial = mkdtempSync(join(downloadCache(), '.greenmail-'));
  try {
    const goal = ['dependency:copy', `-Dartifact=com.icegreen:greenmail-standalone:${VERSION}`];
    const maven = await runProgram('mvn', ['-B', '-ntp', '-q', ...goal, `-DoutputDirectory=${partial}`], {
      limit: DOWNLOAD_LIMIT,
    });
    if (!maven.ok) throw new ServerError(`Maven could not download GreenMail ${VERSION}: ${maven.reason}`);
    renameSync(join(partial, JAR), jar());
    return jar();
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}
