import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { OwnerDatabase, salesagent, until, type Ended, type RunningStack } from '../harness';

interface Verified {
  valid: boolean;
  links: number;
  signedUpTo: { seq: number } | null;
  keysGiven: boolean;
  problems: { code: string; seq: number | null; message: string }[];
}

/** What was decided is chained and signed; what the owner of the database changes afterwards is found by its number. */
export function auditStory(product: () => RunningStack): void {
  describe('the audit chain', () => {
    const home = () => product().home;
    const verified = ({ out }: Ended) => JSON.parse(out) as Verified;
    const verify = () => salesagent(home(), 'audit', 'verify', '--json');

    it('is whole and signed, with the key of this home', async () => {
      const found = await until(
        'a head is signed',
        async () => verified(await verify()),
        ({ valid, signedUpTo }) => valid && signedUpTo !== null,
      );
      expect(found.keysGiven).toBe(true);
      const heads = readFileSync(join(home(), 'audit', 'heads.jsonl'), 'utf8');
      expect(heads).toContain(`"seq":${found.signedUpTo?.seq}`);
      for (const file of ['keys/audit-private.jwk', 'audit/heads.jsonl'])
        expect([file, statSync(join(home(), file)).mode & 0o077]).toEqual([file, 0]);
    });

    it('finds the row of a log that the owner of the database changed, and the chain holds again when it is put back', async () => {
      const database = new OwnerDatabase(product());
      try {
        const [row] = await database.query<{ id: string; data: string; seq: string }>(
          `select e.id, e.data::text as data, l.seq from gateway.event e
             join orchestrator.audit_link l on l.source = 'gateway' and l.event_id = e.id order by l.seq limit 1`,
        );
        const change = (data: string) =>
          database.query('update gateway.event set data = $2::json where id = $1', [row!.id, data]);
        await change('{"forged":true}');
        const { status, out, err } = await salesagent(home(), 'audit', 'verify');
        expect([status, out]).toEqual([1, expect.stringContaining(`The row behind link ${row!.seq} was changed`)]);
        expect(err).toContain('not valid');
        await change(row!.data);
        expect((await verify()).status).toBe(0);
      } finally {
        await database.close();
      }
    });

    it('is taken away and verified without the stack', async () => {
      const file = join(home(), 'audit.jsonl');
      expect((await salesagent(home(), 'audit', 'export', '--output', file)).status).toBe(0);
      const offline = await salesagent(
        '/nowhere',
        'audit',
        'verify',
        file,
        '--key',
        join(home(), 'keys/audit-public.jwk'),
      );
      expect([offline.status, offline.out]).toEqual([0, expect.stringContaining('VALID')]);
    });
  });
}
