import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { downloadCache } from './download-cache';
import { ServerError } from './errors';
import { runProgram } from './run-program';

const KAFKA_VERSION = '4.4.0';
/** Kafka names it, but its own dependencies do not bring it: without a binding the broker starts without a log. */
const LOG_BINDING_VERSION = '2.25.5';
const OLDEST_JAVA = 17;

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>salesagent</groupId><artifactId>kafka</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${KAFKA_VERSION}</version></dependency>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId><version>${LOG_BINDING_VERSION}</version></dependency>
  </dependencies>
</project>
`;

/** How a JVM is asked to run one of Kafka's programs. */
export interface KafkaProgram {
  java: string;
  /** Parameters before the name of the main class. */
  parameters: string[];
}

/**
 * What this machine lacks to run Apache Kafka, with the remedy; null when nothing is. Answers within seconds and
 * downloads nothing.
 */
export function kafkaLacks(): string | null {
  const java = spawnSync('java', ['-version'], { encoding: 'utf8', timeout: 15_000, env: process.env });
  if (java.error || java.status !== 0) {
    return `Java ${OLDEST_JAVA} or newer: \`java\` is not on PATH. Install a JRE (Debian: apt-get install openjdk-17-jre-headless)`;
  }
  const version = Number(/version "(\d+)/.exec(java.stderr)?.[1] ?? 0);
  if (version < OLDEST_JAVA) {
    return `Java ${OLDEST_JAVA} or newer: \`java\` on PATH is ${version || 'of an unknown version'}. Put a newer JRE first on PATH`;
  }
  if (existsSync(jarFolder())) return null;
  const maven = spawnSync('mvn', ['--version'], { encoding: 'utf8', timeout: 15_000, env: process.env });
  return maven.error || maven.status !== 0
    ? `Maven, to download Apache Kafka ${KAFKA_VERSION} once: \`mvn\` is not on PATH. Install it (Debian: apt-get install maven)`
    : null;
}

/**
 * Apache Kafka as Maven has it, downloaded once into the cache (43 MB).
 *
 * @throws ServerError naming what is missing and the remedy
 */
export async function kafkaProgram(onProgress: (message: string) => void = () => undefined): Promise<KafkaProgram> {
  const lacks = kafkaLacks();
  if (lacks) throw new ServerError(`Apache Kafka cannot run here, it needs ${lacks}.`);
  const folder = jarFolder();
  if (!existsSync(folder)) {
    onProgress(`downloading Apache Kafka ${KAFKA_VERSION} (43 MB, by Maven)`);
    await download(folder);
  }
  const jars = readdirSync(folder)
    .filter((name) => name.endsWith('.jar'))
    .map((name) => join(folder, name));
  const lean = ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
  return { java: 'java', parameters: [...lean, '-cp', jars.join(process.platform === 'win32' ? ';' : ':')] };
}

function jarFolder(): string {
  return join(downloadCache(), `kafka-${KAFKA_VERSION}`);
}

/** Into a folder of its own, which gets the name others look for only when it is whole. */
async function download(folder: string): Promise<void> {
  const partial = mkdtempSync(join(downloadCache(), '.kafka-'));
  try {
    const jars = join(partial, 'jars');
    mkdirSync(jars);
    writeFileSync(join(partial, 'pom.xml'), POM);
    const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${jars}`];
    const maven = await runProgram('mvn', ['-B', '-ntp', '-q', '-f', join(partial, 'pom.xml'), ...goal], {
      limit: 300_000,
    });
    if (!maven.ok) throw new ServerError(`Maven could not download Apache Kafka ${KAFKA_VERSION}: ${maven.reason}`);
    if (!existsSync(folder)) renameSync(jars, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}
