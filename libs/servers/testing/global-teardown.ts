import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { endProcess } from '../src/processes';
import { RUN_FOLDER } from './run-folder';
import { startedHere } from './started-here';

export default async function teardown(): Promise<void> {
  const folder = process.env[RUN_FOLDER];
  const temporal = folder ? processOf(join(folder, 'temporal', 'temporal.pid')) : null;
  if (temporal) await endProcess(temporal, ['SIGTERM', 'SIGKILL'], 5_000);
  const kafka = folder ? processOf(join(folder, 'kafka', 'kafka.pid')) : null;
  if (kafka) await endProcess(kafka, ['SIGKILL'], 5_000);
  await startedHere.postgres?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
}

function processOf(file: string): number | null {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return null; // no test asked for it
  }
}
