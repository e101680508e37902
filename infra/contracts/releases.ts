import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { breaks, describeBreak } from './compatibility';
import { freeze, readRelease, writeRelease, type FrozenEvent, type Release } from './frozen';

/** The checkout this code runs from, compiled or not. */
export function checkout(from = __dirname): string {
  return existsSync(join(from, 'nx.json')) ? from : checkout(dirname(from));
}

const FOLDER = 'contracts/releases';

/** Every release so far, oldest first. */
export function releases(root = checkout()): Release[] {
  const folder = join(root, FOLDER);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => readRelease(readFileSync(join(folder, name), 'utf8')))
    .sort((a, b) => compareVersions(a.release, b.release));
}

/** The release that the contracts of now are, or the last one with `+unreleased` when they have moved on. */
export function versionOfNow(all = releases()): string {
  const last = all.at(-1);
  if (!last) return '0.0.0+unreleased';
  return sameContracts(last.events, freeze()) ? last.release : `${last.release}+unreleased`;
}

/** The release in which each version of each event came first; versions not released yet are missing. */
export function firstReleases(all = releases()): Map<string, string> {
  const first = new Map<string, string>();
  for (const { release, events } of all) {
    for (const { type, version } of events)
      if (!first.has(`${type}.v${version}`)) first.set(`${type}.v${version}`, release);
  }
  return first;
}

/** A release that cannot be made, and what to do instead. */
export class ReleaseRefused extends Error {
  override readonly name = 'ReleaseRefused';
}

/**
 * Freezes the contracts of now under a version number.
 * @throws ReleaseRefused when they break the last release, or the number does not say what changed
 */
export function makeRelease(release: string, today: string, all = releases(), now = freeze()): Release {
  if (!/^\d+\.\d+\.\d+$/.test(release)) throw new ReleaseRefused(`"${release}" is no version: give it as 1.2.0.`);
  const last = all.at(-1);
  if (last) {
    const broken = breaks(last, now, today);
    if (broken.length > 0) throw new ReleaseRefused(broken.map(describeBreak).join('\n'));
    if (sameContracts(last.events, now)) throw new ReleaseRefused(`Nothing has changed since ${last.release}.`);
    const least = leastVersion(last, now);
    if (compareVersions(release, least) < 0) {
      throw new ReleaseRefused(`After ${last.release} and with what has changed it must be ${least} or higher.`);
    }
  }
  return { release, frozenOn: today, events: now };
}

export function saveRelease(release: Release, root = checkout()): string {
  const path = join(FOLDER, `${release.release}.json`);
  writeFileSync(join(root, path), writeRelease(release));
  return path;
}

/** Something removed: the next major (minor before 1.0.0); else the next minor. */
function leastVersion(last: Release, now: readonly FrozenEvent[]): string {
  const [major = 0, minor = 0] = last.release.split('.').map(Number);
  const gone = last.events.some(({ type }) => !now.some((event) => event.type === type));
  return gone && major > 0 ? `${major + 1}.0.0` : `${major}.${minor + 1}.0`;
}

function sameContracts(a: readonly FrozenEvent[], b: readonly FrozenEvent[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function compareVersions(a: string, b: string): number {
  const [x, y] = [a, b].map((version) => version.split('.').map(Number));
  return x!.map((part, i) => part - (y![i] ?? 0)).find((difference) => difference !== 0) ?? 0;
}
