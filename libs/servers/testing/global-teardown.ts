import { rmSync } from 'node:fs';
import { RUN_FOLDER } from './run-folder';
import { startedHere } from './started-here';

export default async function teardown(): Promise<void> {
  await startedHere.postgres?.stop();
  const folder = process.env[RUN_FOLDER];
  if (folder) rmSync(folder, { recursive: true, force: true });
}
