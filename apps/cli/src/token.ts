import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { homeFolder, readJson, type Surroundings } from './surroundings';

/** A sign-in of `salesagent login`, kept in the home folder for this user only. */
export interface SavedLogin {
  issuer: string;
  clientId: string;
  accessToken: string;
  refreshToken: string | null;
  /** Seconds since 1970. */
  expiresAt: number;
}

const LOGIN_FILE = 'cli-login.json';
const RENEW_SECONDS = 30;

export type Renew = (login: SavedLogin) => Promise<SavedLogin | null>;

/**
 * The token to use: `SALESAGENT_TOKEN`, else the sign-in of `salesagent login` (renewed when it has ended), else, where
 * nobody has signed in, the operator's token that `npm start` keeps in the home folder; null when there is none. Whoever
 * has signed in signs in again: nobody becomes the operator because a sign-in has ended.
 */
export async function accessToken(surroundings: Surroundings, renew: Renew, now: () => number): Promise<string | null> {
  const given = surroundings.environment['SALESAGENT_TOKEN'];
  if (given) return given.trim();
  const home = homeFolder(surroundings);
  const saved = readJson(join(home, LOGIN_FILE)) as SavedLogin | null;
  if (saved?.accessToken) {
    if (saved.expiresAt - RENEW_SECONDS > now() / 1_000) return saved.accessToken;
    const renewed = saved.refreshToken ? await renew(saved) : null;
    if (renewed) saveLogin(home, renewed);
    return renewed?.accessToken ?? null;
  }
  return operatorToken(home);
}

export function saveLogin(home: string, login: SavedLogin): string {
  mkdirSync(home, { recursive: true });
  const file = join(home, LOGIN_FILE);
  writeFileSync(`${file}.partial`, `${JSON.stringify(login, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.partial`, file);
  return file;
}

function operatorToken(home: string): string | null {
  try {
    return readFileSync(join(home, 'operator-token'), 'utf8').trim() || null;
  } catch {
    return null;
  }
}
