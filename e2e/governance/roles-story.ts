import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from 'jose';
import { askService, signIn, until, type RunningStack } from '../harness';
import { approve, proposal } from './proposals';
import { twoReps } from './people';

interface Deals {
  total: number;
  lanes: Record<string, number>;
  stages: { count: number }[];
  deals: { id: string; owner: { id: string } | null }[];
}

/** Who sees and decides what: the server says so, whatever a browser would show. */
export function rolesStory(product: () => RunningStack): void {
  describe('a rep', () => {
    let rep: string;
    let people: { one: string; other: string; ofOther: string };
    const as = <T>(path: string) => product().api<T>(path, { token: rep });
    beforeAll(async () => {
      people = await until(
        'two people have a decision waiting',
        () => twoReps(product()).catch(() => null),
        (found) => found !== null,
      ).then((found) => found!);
      rep = await signIn(product(), `person:${people.one}`);
    });

    it('sees their own deals and no other, in the list and in every count', async () => {
      const all = await product().api<Deals>(`/api/deals?state=all&owner=${people.one}&limit=1`);
      const own = await as<Deals>('/api/deals?state=all&limit=500');
      expect(own.total).toBe(all.total);
      expect(new Set(own.deals.map(({ owner }) => owner?.id))).toEqual(new Set([people.one]));
      expect(own.stages.reduce((sum, { count }) => sum + count, 0)).toBe(own.total);
      const open = await as<Deals>('/api/deals?limit=500');
      expect(open.lanes).toEqual((await product().api<Deals>(`/api/deals?owner=${people.one}&limit=1`)).lanes);
    });

    it('cannot reach a colleague’s deal by its address', async () => {
      const { deals } = await product().api<Deals>(`/api/deals?owner=${people.other}&limit=1`);
      const id = encodeURIComponent(deals[0]?.id ?? '');
      await expect(as(`/api/deals/${id}`)).rejects.toThrow(/404/);
      await expect(as(`/api/deals?owner=${people.other}`)).resolves.toMatchObject({ total: 0, deals: [] });
      const direct = await askService(product(), 'gateway', `/crm/opportunity/${id}`, { token: rep });
      expect(direct.status).toBe(404);
    });

    it('sees in the first tiering the accounts they may see, and no list of all', async () => {
      const { list } = await as<{ list: { accountId: string }[] }>('/api/tiering');
      const { accounts, total } = await as<{ accounts: { id: string }[]; total: number }>('/api/accounts?limit=500');
      expect(list.length).toBeLessThanOrEqual(total);
      const visible = new Set(accounts.map(({ id }) => id));
      expect(list.filter(({ accountId }) => !visible.has(accountId))).toEqual([]);
    });

    it('cannot decide a colleague’s proposal, at the console or past it', async () => {
      const shown = await until(
        'the console shows it waiting',
        () => proposal(product(), people.ofOther),
        ({ state }) => state === 'awaiting',
      );
      await expect(proposal(product(), people.ofOther, rep)).rejects.toThrow(/404/);
      await expect(approve(product(), shown, rep)).rejects.toThrow(/40[34]/);
      const body = { actionId: shown.actionId, decision: 'approve', digest: shown.digest, evidenceOpened: true };
      const direct = await askService(product(), 'orchestrator', '/decisions', { token: rep, method: 'POST', body });
      expect([403, 404]).toContain(direct.status);
      expect((await proposal(product(), people.ofOther)).state).toBe('awaiting');
    });

    it('may neither import nor stop agents', async () => {
      const write = (path: string, body: unknown) => product().api(path, { method: 'POST', token: rep, body });
      const files = [{ name: 'a.csv', contentBase64: 'YQ==' }];
      await expect(write('/api/imports', { files })).rejects.toThrow(/403/);
      await expect(write('/api/kill-switch', { scope: 'all', stopped: true, reason: 'why not' })).rejects.toThrow(
        /403/,
      );
    });
  });

  describe('a token', () => {
    const everywhere = async (token: string) => {
      const services = Object.keys(product().record().services).filter((name) => name !== 'identity');
      const paths: Record<string, string> = {
        console: '/api/session',
        gateway: '/crm/account',
        orchestrator: '/docket',
      };
      const asked = services.filter((name) => paths[name]);
      const answers = await Promise.all(asked.map((name) => askService(product(), name, paths[name]!, { token })));
      return answers.map(({ status }) => status);
    };

    it('that the provider gave is accepted', async () => {
      expect(new Set(await everywhere(await signIn(product(), 'operations')))).toEqual(new Set([200]));
    });

    it('forged with another key under the provider’s key id is refused', async () => {
      const { privateKey } = await generateKeyPair('ES256', { extractable: true });
      const forged = { ...(await exportJWK(privateKey)), kid: providersKey(product()).kid };
      expect(new Set(await everywhere(await tokenBy(forged, product(), {})))).toEqual(new Set([401]));
    });

    it('that has expired is refused', async () => {
      const expired = await tokenBy(providersKey(product()), product(), { expires: '-10 minutes' });
      expect(new Set(await everywhere(expired))).toEqual(new Set([401]));
    });

    it('for another audience or by another issuer is refused', async () => {
      for (const wrong of [{ audience: 'elsewhere' }, { issuer: 'http://127.0.0.1:9' }]) {
        const token = await tokenBy(providersKey(product()), product(), wrong);
        expect(new Set(await everywhere(token))).toEqual(new Set([401]));
      }
    });
  });
}

function providersKey({ home }: RunningStack): JWK {
  const { jwks } = JSON.parse(readFileSync(join(home, 'keys', 'identity.json'), 'utf8')) as { jwks: { keys: JWK[] } };
  return jwks.keys[0]!;
}

/** A token as the provider would make it for the operations VP, but for what the test changes. */
async function tokenBy(
  key: JWK,
  stack: RunningStack,
  { expires = '10 minutes', audience = 'salesagent', issuer }: { expires?: string; audience?: string; issuer?: string },
): Promise<string> {
  return new SignJWT({ name: 'Operations VP', roles: ['operations_vp'], person_id: null, scope: 'salesagent' })
    .setProtectedHeader({ alg: 'ES256', kid: key.kid ?? '', typ: 'at+jwt' })
    .setSubject('operations')
    .setIssuer(issuer ?? stack.record().issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(await importJWK(key, 'ES256'));
}
