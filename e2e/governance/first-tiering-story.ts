import { askService, signIn, until, type CrmRecord, type RunningStack } from '../harness';
import { aRepOf } from './people';

type Tier = 'T1' | 'T2' | 'T3';
interface Row {
  accountId: string;
  current: Tier | null;
  tier: Tier;
  reason: string;
}
interface Tiering {
  state: 'unsigned' | 'signed' | 'executed';
  thresholds: Record<string, unknown>;
  counts: Record<Tier, number>;
  sample: Row[];
  list: Row[];
  digest: string;
  canSign: boolean;
  signed: { by: string; actionId: string; digest: string } | null;
}
interface Accounts {
  total: number;
  tiers: Record<Tier | 'none', number>;
}

/** Until somebody answers for the tiers of a company, every account is treated as the strictest. */
export function firstTieringStory(product: () => RunningStack): void {
  describe('the first tiering', () => {
    let operations: string;
    let proposed: Tiering;
    const tiering = (token: string) => product().api<Tiering>('/api/tiering', { token });
    const sign = (token: string, digest: string) =>
      product().api<{ state: string }>('/api/tiering/sign', { method: 'POST', token, body: { digest } });
    const accounts = () => product().api<Accounts>('/api/accounts?limit=1');
    const rulingOn = async (accountId: string) => {
      const path = `/policy/explain?action=proposal-draft&record=${encodeURIComponent(`account/${accountId}`)}`;
      const { body } = await askService<{ tier: { value: Tier; known: boolean }; mode: string }>(
        product(),
        'orchestrator',
        path,
        { token: operations },
      );
      return { tier: body.tier, mode: body.mode };
    };
    const oneOf = (tier: Tier) => proposed.list.find((row) => row.tier === tier)?.accountId ?? '';

    beforeAll(async () => {
      operations = await signIn(product(), 'operations');
      proposed = await until(
        'the accounts are there',
        () => tiering(operations),
        ({ list }) => list.length > 0,
      );
    });

    it('finds no account tiered, and treats each as T1', async () => {
      const { total, tiers } = await accounts();
      expect(tiers).toEqual({ T1: 0, T2: 0, T3: 0, none: total });
      for (const tier of ['T1', 'T2', 'T3'] as const) {
        expect(await rulingOn(oneOf(tier))).toEqual({ tier: { value: 'T1', known: false }, mode: 'prepare' });
      }
    });

    it('shows thresholds, counts, a sample and the whole list, each row with its reason', async () => {
      const { total } = await accounts();
      expect(proposed.state).toBe('unsigned');
      expect(proposed.canSign).toBe(true);
      expect(proposed.thresholds).toMatchObject({ T1: expect.anything(), T2: expect.anything() });
      expect(proposed.list).toHaveLength(total);
      for (const tier of ['T1', 'T2', 'T3'] as const) {
        expect(proposed.counts[tier]).toBe(proposed.list.filter((row) => row.tier === tier).length);
        expect(proposed.sample.some((row) => row.tier === tier)).toBe(true);
      }
      expect(proposed.list.filter((row) => row.reason === '')).toEqual([]);
    });

    it('is not for a rep to sign, nor for anybody who was shown another list', async () => {
      const rep = await signIn(product(), `person:${(await aRepOf(product())).id}`);
      expect((await tiering(rep)).canSign).toBe(false);
      await expect(sign(rep, proposed.digest)).rejects.toThrow(/403/);
      const direct = { token: rep, method: 'POST', body: { digest: proposed.digest } };
      expect((await askService(product(), 'orchestrator', '/tiering/sign', direct)).status).toBe(403);
      await expect(sign(operations, 'f'.repeat(64))).rejects.toThrow(/409/);
      expect((await tiering(operations)).state).toBe('unsigned');
      expect((await accounts()).tiers.none).toBe(proposed.list.length);
    });

    it('is carried out once operations has signed it: the CRM holds the tiers, written under its permit', async () => {
      await sign(operations, (await tiering(operations)).digest);
      const { signed, list } = await until(
        'the signed tiering is executed',
        () => tiering(operations),
        ({ state }) => state === 'executed',
      );
      expect(signed?.by).toBe('operations');
      for (const { accountId, tier } of list) {
        const { body } = await askService<CrmRecord>(product(), 'gateway', `/crm/account/${accountId}`, {
          token: operations,
        });
        expect({ accountId, tier: body.fields['tier'], by: body.updatedBy }).toMatchObject({ accountId, tier });
      }
      const { status, body } = await askService<{ events: { type: string }[] }>(
        product(),
        'gateway',
        `/executions/${encodeURIComponent(signed?.actionId ?? '')}`,
        { token: operations },
      );
      expect(status).toBe(200);
      expect(body.events.map(({ type }) => type)).toEqual(['ExecutionStarted', 'ActionExecuted']);
    });

    it('then holds for policy and for what people see', async () => {
      await until('the board shows the tiers', accounts, ({ tiers }) => tiers.none === 0);
      expect((await accounts()).tiers).toEqual({ ...proposed.counts, none: 0 });
      expect(await rulingOn(oneOf('T1'))).toEqual({ tier: { value: 'T1', known: true }, mode: 'prepare' });
      expect(await rulingOn(oneOf('T2'))).toMatchObject({ tier: { value: 'T2', known: true }, mode: 'approve' });
      expect((await rulingOn(oneOf('T3'))).tier).toEqual({ value: 'T3', known: true });
    });

    it('is signed once', async () => {
      const { signed } = await tiering(operations);
      await expect(sign(operations, signed?.digest ?? '')).resolves.toMatchObject({ state: 'signed' });
      await expect(sign(operations, 'f'.repeat(64))).rejects.toThrow(/409.*already/s);
      expect((await tiering(operations)).signed).toEqual(signed);
    });
  });
}
