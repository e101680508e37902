import { breaks, describeBreak } from './compatibility';
import { freeze } from './frozen';
import { makeRelease, ReleaseRefused, releases, saveRelease } from './releases';

/**
 * `npm run contracts -- check` compares the contracts with the last release, `npm run contracts -- release 1.2.0`
 * freezes them under that number.
 */
function main([command, version]: string[]): number {
  const today = new Date().toISOString().slice(0, 10);
  if (command === 'check') {
    const last = releases().at(-1);
    const broken = last ? breaks(last, freeze(), today) : [];
    for (const one of broken) console.error(describeBreak(one));
    console.log(`${broken.length} breaks of ${last?.release ?? 'no release'}`);
    return broken.length === 0 ? 0 : 1;
  }
  if (command === 'release' && version) {
    console.log(`Wrote ${saveRelease(makeRelease(version, today))}; now run \`npm run docs\`.`);
    return 0;
  }
  console.error('Usage: npm run contracts -- check | release X.Y.Z');
  return 2;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ReleaseRefused)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
