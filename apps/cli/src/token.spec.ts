import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessToken, saveLogin, type SavedLogin } from './token';

describe('the token of the command line', () => {
  const NOW = 1_000_000;
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'token-'));
    writeFileSync(join(home, 'operator-token'), 'operator\n');
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const login = (more: Partial<SavedLogin>): SavedLogin => ({
    ...{ issuer: 'https://issuer.example', clientId: 'cli', accessToken: 'ada', refreshToken: 'again', expiresAt: 1 },
    ...more,
  });
  const token = (renewed: SavedLogin | null, environment: Record<string, string> = {}) =>
    accessToken(
      { cwd: home, environment: { SALESAGENT_HOME: home, ...environment } },
      () => Promise.resolve(renewed),
      () => NOW,
    );

  it('is the operator’s only where nobody has signed in', async () => {
    expect(await token(null)).toBe('operator');
    saveLogin(home, login({}));
    expect(await token(null)).toBeNull();
    saveLogin(home, login({ refreshToken: null }));
    expect(await token(login({ accessToken: 'not asked for' }))).toBeNull();
  });

  it('is the one given, the one kept while it holds, or the one it is renewed by', async () => {
    saveLogin(home, login({}));
    expect(await token(null, { SALESAGENT_TOKEN: ' given ' })).toBe('given');
    const renewed = login({ accessToken: 'ada again', expiresAt: NOW });
    expect(await token(renewed)).toBe('ada again');
    expect(await token(null)).toBe('ada again');
  });
});
